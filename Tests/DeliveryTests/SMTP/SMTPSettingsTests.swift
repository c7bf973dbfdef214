import Delivery
import Testing

@Suite struct `mail server settings` {
    @Test func `a URL says where, as whom and how protected`() throws {
        let starting = try SMTPSettings(url: "smtp://genkan%40vendor.example@relay.example", password: "secret")
        #expect(starting.host == "relay.example" && starting.port == 587 && starting.protection == .startTLS)
        #expect(starting.user == "genkan@vendor.example" && starting.password == "secret")
        let encrypted = try SMTPSettings(url: "smtps://relay.example/")
        #expect(encrypted.port == 465 && encrypted.protection == .tls && encrypted.user == nil)
        for url in ["smtp://127.0.0.1:1025?tls=off", "smtp://[::1]:1025?tls=off", "smtp://localhost:1025?tls=off"] {
            let open = try SMTPSettings(url: url)
            #expect(open.port == 1025 && open.protection == .none)
        }
    }

    @Test(arguments: [
        ("", "must read smtp://"), ("relay.example", "must read smtp://"),
        ("http://relay.example", "must read smtp://"),
        ("smtp://", "must read smtp://"), ("smtp://relay.example/path", "must read smtp://"),
        ("smtp://relay.example:0", "port"), ("smtp://relay.example:70000", "port"),
        ("smtp://u:hidden@relay.example", "GENKAN_SMTP_PASSWORD"), ("smtp://u@relay.example", "has no password"),
        ("smtp://relay.example?tls=off", "leave this machine by TLS only"),
        ("smtp://127.0.0.1.relay.example?tls=off", "leave this machine by TLS only"),
        ("smtps://127.0.0.1?tls=off", "with smtp:// only"), ("smtp://relay.example?tls=no", "tls=off"),
    ])
    func `what cannot be used is refused with what to write`(url: String, words: String) {
        #expect {
            try SMTPSettings(url: url)
        } throws: { error in
            "\(error)".contains(words) && !"\(error)".contains("hidden")
        }
    }

    @Test func `a password goes over no open line and holds no line end`() {
        #expect(throws: SMTPSettings.Invalid.self) {
            try SMTPSettings(url: "smtp://u@127.0.0.1?tls=off", password: "secret")
        }
        #expect(throws: SMTPSettings.Invalid.self) {
            try SMTPSettings(url: "smtp://u@relay.example", password: "two\r\nlines")
        }
    }
}
