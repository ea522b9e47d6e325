#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Keys as bytes, in the order of their unsigned bytes; a prefix stands before what it begins.
enum ByteKeys {
    static func isBefore(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        let common = min(left.count, right.count)
        // The keys of a table share long prefixes, which the C call passes over many bytes at a time. It reads only
        // the bytes that both arrays hold.
        let difference = unsafe left.withUnsafeBytes { left in
            unsafe right.withUnsafeBytes { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return Int32(0) }
                return unsafe memcmp(left, right, common)
            }
        }
        return difference == 0 ? left.count < right.count : difference < 0
    }

    /// The least key after every key that begins with this one, which must hold a byte below 0xFF.
    static func successor(ofPrefix prefix: [UInt8]) -> [UInt8] {
        var bytes = prefix
        while bytes.last == 0xFF { bytes.removeLast() }
        precondition(!bytes.isEmpty, "nothing stands after a prefix of 0xFF alone")
        bytes[bytes.count - 1] += 1
        return bytes
    }
}
