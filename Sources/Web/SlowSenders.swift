import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes connections that take their time: the first head within 10 s, the next within 60 s, a body within 30 s.
///
/// A request that was read whole may be answered as late as it takes.
final class SlowSenders: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private static let head = TimeAmount.seconds(10)
    private static let body = TimeAmount.seconds(30)
    private static let idle = TimeAmount.seconds(60)

    private var limit: Scheduled<Void>?
    private var isReading = false

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive, limit == nil { begin(Self.head, context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        if limit == nil { begin(Self.head, context) }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            isReading = true
            begin(Self.body, context)
        case .body: break
        case .end:
            isReading = false
            end()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // an answer that came before the end of its question leaves the question its time
        if case .end = unwrapOutboundIn(data), !isReading { begin(Self.idle, context) }
        context.write(data, promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    private func begin(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        end()
        let channel = context.channel
        limit = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }

    private func end() {
        limit?.cancel()
        limit = nil
    }
}
