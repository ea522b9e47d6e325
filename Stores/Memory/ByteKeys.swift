#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Keys as bytes, in the order of their unsigned bytes; a prefix stands before what it begins.
enum ByteKeys {
    /// The first position in these sorted keys that holds this key or a later one.
    static func index(atOrAfter key: [UInt8], in keys: [[UInt8]]) -> Int {
        firstIndex(in: keys) { compare($0, key) >= 0 }
    }

    /// The first position in these sorted keys that holds a later key.
    static func index(after key: [UInt8], in keys: [[UInt8]]) -> Int {
        firstIndex(in: keys) { compare($0, key) > 0 }
    }

    /// Negative, zero or positive, as the left key stands before, at or after the right one.
    static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
        // The keys of a table share long prefixes, which the C call passes over many bytes at a time. It reads only
        // the bytes that both arrays hold.
        let difference = unsafe left.withUnsafeBytes { left in
            unsafe right.withUnsafeBytes { right in
                guard let from = left.baseAddress, let other = right.baseAddress else { return Int32(0) }
                return unsafe memcmp(from, other, min(left.count, right.count))
            }
        }
        return difference == 0 ? left.count - right.count : Int(difference)
    }

    /// The first position where the test is true, given that it then stays true.
    @inline(__always)
    private static func firstIndex(in keys: [[UInt8]], where test: ([UInt8]) -> Bool) -> Int {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if test(keys[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
