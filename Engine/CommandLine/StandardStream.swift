#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A stream of the process, written without a buffer, so that nothing is lost when the process ends.
struct StandardStream: Sendable {
    static let output = StandardStream(descriptor: 1)
    static let errors = StandardStream(descriptor: 2)

    private let descriptor: Int32

    /// Writes all of it, or as much as the reader takes: one that has left ends the process with SIGPIPE.
    @Sendable func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            // The C call reads a buffer that outlives it.
            let written = unsafe rest.withUnsafeBytes { bytes in
                unsafe systemWrite(descriptor, bytes.baseAddress, bytes.count)
            }
            // A signal handler may have come in between; any other failure leaves nobody to tell.
            guard written > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(0, written))
        }
    }
}

/// The system's `write`, under a name that the method's own does not hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    // The caller's buffer outlives the call.
    unsafe write(descriptor, bytes, count)
}
