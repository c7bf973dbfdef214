import Statecharts
import Storage
import TestKit
import Testing

@testable import Onboarding

@Suite struct `Profiles` {
    private static let complete: [(name: String, value: JSON)] = [
        ("firstName", .string("Zab")), ("lastName", .string("Novak")), ("company", .string("Novak Workshop")),
        ("language", .string("ja")), ("phone", .string("+1 (618) 555-0120 x2765")), ("timeZone", .string("Asia/Tokyo")),
        (
            "companyAddress",
            .object([
                ("country", .string("us")), ("line1", .string("7 Sample Road")), ("city", .string("Sampleton")),
                ("state", .string("IL")), ("postalCode", .string("00003")),
            ])
        ),
    ]

    private static func faults(_ changes: [String: JSON]) -> [FieldError] {
        let input = complete.filter { changes[$0.name] == nil } + changes.map { (name: $0.key, value: $0.value) }
        do {
            _ = try Profile(reading: .object(input))
            return []
        } catch {
            return error.errors
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a person writes his own, with names as typed`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store, withSamples: false)
        let person = try await world.session("zab@webmail.example").signedIn.person
        #expect(person.profile.missing == .name)
        let updated = try await world.people.update(
            person.id, reading: .object(Self.complete + [("preferredName", .string("de la ZAB"))]), now: world.time.now)
        let profile = try #require(updated?.profile)
        #expect(profile.preferredName == "de la ZAB" && profile.fullName == "Novak Zab" && profile.language == "ja")
        #expect(profile.companyAddress?.country == "US" && profile.missing == .nothing)
        #expect(try await world.people.person(id: person.id)?.profile == profile)
        #expect(try Profile(reading: JSON(profile.formValues)) == profile)
    }

    @Test(arguments: [
        ("firstName", JSON.string(" "), "required"),
        ("lastName", .string(String(repeating: "あ", count: 61)), "tooLong"),
        ("company", .string("0"), "notACompany"), ("phone", .string("0"), "notAPhone"),
        ("phone", .string("call me"), "notAPhone"), ("language", .string("fr"), "notAnOption"),
        ("timeZone", .string("Mars/Olympus"), "notATimeZone"), ("firstName", .string("Za\u{7}b"), "controlCharacter"),
        ("isPartner", .boolean(true), "unknownField"), ("staffGroups", .string("operations"), "unknownField"),
    ])
    /// Refused before any store is asked, so one is enough.
    func `a fault names its field and changes nothing`(field: String, value: JSON, error: String) async throws {
        #expect(Self.faults([field: value]).map(\.error) == [error])
        #expect(Self.faults([field: value]).map(\.field) == [field])
        let world = try await OnboardingWorld(.sqlite)
        let before = try await world.person("zab@webmail.example")
        await #expect(throws: FormErrors.self) {
            try await world.people.update(before.id, reading: .object([(field, value)]), now: world.time.now)
        }
        #expect(try await world.person("zab@webmail.example") == before)
    }

    @Test func `a fault in the company's address has the path of its field`() {
        let address = JSON.object([
            ("country", .string("Utopia")), ("line1", .string("x")), ("postalCode", .string("1")),
        ])
        let paths = Self.faults(["companyAddress": address]).map(\.field)
        #expect(paths.contains("companyAddress.country"))
    }

    @Test func `an address whose fields are all empty is left out`() throws {
        let empty = JSON.object(
            ["country", "line1", "line2", "city", "state", "postalCode"].map { ($0, JSON.string("")) })
        let input = Self.complete.filter { $0.name != "companyAddress" } + [("companyAddress", empty)]
        #expect(try Profile(reading: .object(input)).missing == .companyAddress)
    }

    @Test(arguments: TestStore.allCases)
    func `the cast is complete and stands in the store once`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        try await SampleData.insert(into: world.database, now: world.time.now)
        #expect(try await world.count("select count(*) from person") == Int64(SampleData.people.count))
        for sample in SampleData.people {
            let person = try await world.person(sample.email)
            #expect(person.profile == sample.profile && person.profile.missing == .nothing)
            #expect(person.isPartner == sample.isPartner)
            #expect(person.staffGroups == Set([sample.staffGroup?.rawValue].compactMap(\.self)))
            #expect(try Profile(reading: JSON(sample.profile.formValues)) == sample.profile)
        }
    }
}
