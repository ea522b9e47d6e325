#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Where this program runs, as workers tell it.
enum Machine {
    /// The number of this process.
    static var processID: Int { Int(getpid()) }

    /// The name of this machine; nil where it has none.
    static var name: String? {
        var buffer = [CChar](repeating: 0, count: 256)
        // The C call writes at most as many bytes as it is told, into an array that outlives it.
        guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return nil }
        let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
