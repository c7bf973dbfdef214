import Foundation

extension Visitor {
    /// The network that the address belongs to: /24 of IPv4, /64 of IPv6 (S-8).
    ///
    /// Absent for loopback, from where a proxy that says nothing of its callers would come with everybody's requests, and
    /// for what is no address.
    public var network: String? {
        var v4 = in_addr()
        if unsafe inet_pton(AF_INET, address, &v4) == 1 {
            let number = UInt32(bigEndian: v4.s_addr)
            return number >> 24 == 127 ? nil : "\(number >> 24).\(number >> 16 & 255).\(number >> 8 & 255).0/24"
        }
        var v6 = in6_addr()
        guard unsafe inet_pton(AF_INET6, address, &v6) == 1 else { return nil }
        let bytes = unsafe withUnsafeBytes(of: &v6) { unsafe Array($0) }
        if bytes.dropLast().allSatisfy({ $0 == 0 }) { return nil }
        if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 255, bytes[11] == 255 {
            let mapped = bytes.suffix(4).map(String.init).joined(separator: ".")
            return Visitor(browser: browser, address: mapped).network
        }
        let half = bytes.prefix(8).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        return "\(half)/64"
    }
}
