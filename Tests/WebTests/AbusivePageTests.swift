import Engine
import HTTPTypes
import Onboarding
import Statecharts
import TestKit
import Testing

@testable import Web

/// What strangers type stands on other people's pages as text (S-9): never as a link, a picture or a control character.
@Suite struct `S9 pages and abusive values` {
    /// The values that a message takes, as many in each as it has room for.
    private static let messages: [String] = {
        var messages: [String] = []
        var message = ""
        for value in AbusiveValues.all where value.unicodeScalars.count <= 900 {
            let line = String(String.UnicodeScalarView(value.unicodeScalars.filter(isTyped)))
            if message.unicodeScalars.count + line.unicodeScalars.count > 990 {
                messages.append(message)
                message = ""
            }
            message += line + " "
        }
        return messages + [message]
    }()

    /// The rest is refused by the field.
    private static func isTyped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: false
        default: true
        }
    }

    @Test func `S9 a message of a requester is text on the pages of both, and no link but ours`() async throws {
        let world = try await WebWorld()
        let guna = Browser(world)
        let egain = Browser(world)
        try await guna.signIn("guna@kestrel.example", in: world)
        try await egain.signIn("egain@webmail.example", in: world)
        let address = try #require(EmailAddress("guna@kestrel.example"))
        let person = try #require(try await People(database: world.database).person(address: address))
        let caller = Caller.person(person.directoryPerson, session: "session-of-guna")
        #expect(Self.messages.count >= 2)
        for message in Self.messages {
            let data = JSON.object([
                ("authority", "other"), ("approver", "egain@webmail.example"), ("accountName", "Customer"),
                ("message", .string(message)),
            ])
            let command = Command(.start(workflow: "account-request", event: nil), data: data, caller: caller)
            let path = "/instances/\(try await world.engine.send(command).instance.id)"
            for (name, page) in [("guna", try await guna.get(path)), ("egain", try await egain.get(path))] {
                #expect(page.status == 200, "\(name)")
                for tag in page.body.matches(of: /<[a-zA-Z][^<>]*>/) {
                    let name = tag.0.dropFirst().prefix { $0.isLetter || $0.isNumber }.lowercased()
                    #expect(!["script", "img", "iframe", "base", "style", "math", "object"].contains(name))
                    let attribute = /(?i)\s(?:href|src|action|srcset|background)\s*=\s*["']?([^"'\s>]*)/
                    for place in tag.0.matches(of: attribute).map({ String($0.1) }) {
                        let isIcon = tag.0.hasPrefix("<link rel=\"icon\"") && place.hasPrefix("data:image/svg+xml,")
                        let isOurs = place.hasPrefix("/") && !place.hasPrefix("//") || place.hasPrefix("#") || isIcon
                        #expect(isOurs || place.hasPrefix("mailto:support@vendor.example"), "\(tag.0)")
                    }
                }
            }
        }
    }

    @Test func `S9 a name that looks like an address of the web is refused at its field, in the reader's words`()
        async throws
    {
        let world = try await WebWorld()
        let anna = Browser(world)
        try await anna.signIn("anna@kestrel.example", in: world)
        for name in ["www.evil.example", "Pay at evil.com now"] {
            let request = try await anna.fill("/start/account-request", ["accountName": name])
            #expect(request.status == 422)
            #expect(request.text.contains("Enter a name without a web address in it"))
            for field in ["firstName", "lastName", "preferredName", "company"] {
                let profile = try await anna.fill("/profile", [field: name])
                #expect(profile.status == 422, "\(field)")
            }
        }
    }
}
