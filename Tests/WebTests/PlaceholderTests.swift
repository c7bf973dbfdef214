import NIOEmbedded
import Testing

@Test func placeholder() {}
