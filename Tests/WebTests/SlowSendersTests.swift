import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import Web

/// Connections that take their time lose their place: 10 s to the first head, 30 s for a body.
@Suite struct `R29 slow senders` {
    private static let head = HTTPRequestPart.head(
        HTTPRequest(method: .post, scheme: "http", authority: "127.0.0.1", path: "/"))
    private static let answer = HTTPResponsePart.head(HTTPResponse(status: .ok))

    private func connection() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: SlowSenders())
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    private func pass(_ seconds: Int64, _ channel: EmbeddedChannel) {
        channel.embeddedEventLoop.advanceTime(by: .seconds(seconds))
    }

    @Test func `a head that is not there after 10 s ends the connection`() throws {
        let channel = try connection()
        pass(9, channel)
        #expect(channel.isActive)
        pass(1, channel)
        #expect(!channel.isActive)
    }

    @Test func `a body has 30 s, however it drips`() throws {
        let channel = try connection()
        pass(9, channel)
        try channel.writeInbound(Self.head)
        for _ in 0..<29 {
            pass(1, channel)
            try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "x")))
        }
        #expect(channel.isActive)
        pass(1, channel)
        #expect(!channel.isActive)
    }

    @Test func `a request that was read may be answered late, and the next one has 60 s to begin`() throws {
        let channel = try connection()
        try channel.writeInbound(Self.head)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        pass(600, channel)
        #expect(channel.isActive)
        try channel.writeOutbound(Self.answer)
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        pass(59, channel)
        #expect(channel.isActive)
        try channel.writeInbound(Self.head)
        pass(29, channel)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        pass(600, channel)
        #expect(channel.isActive)
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        pass(60, channel)
        #expect(!channel.isActive)
    }

    @Test func `an answer that comes before the body has ended gives the body no more time`() throws {
        let channel = try connection()
        try channel.writeInbound(Self.head)
        pass(20, channel)
        try channel.writeOutbound(Self.answer)
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        pass(10, channel)
        #expect(!channel.isActive)
    }
}
