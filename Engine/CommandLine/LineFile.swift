#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif
internal import Holdfast

/// A new file of lines, which appears under its name when all of it is written.
final class LineFile {
    private let path: String
    private var descriptor: Int32

    /// Begins the file. Throws where there is something at the path.
    init(at path: String) throws {
        self.path = path
        // The C calls read texts that outlive them, here and below.
        guard unsafe access(path, F_OK) != 0 else {
            throw CommandFailure(.refused, "there is something at \(path); name a file that is not there")
        }
        // What holds payloads is for its owner only.
        descriptor = unsafe open(path + ".part", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { throw CommandFailure("write", path) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func append(_ line: String) throws {
        var rest = Array((line + "\n").utf8)[...]
        while !rest.isEmpty {
            // The C call reads a buffer that outlives it.
            let written = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 || errno == EINTR else { throw CommandFailure("write", path) }
            rest = rest.dropFirst(max(0, written))
        }
    }

    /// Makes the file durable and gives it its name.
    func finish() throws {
        let isDurable = fsync(descriptor) == 0
        let isClosed = close(descriptor) == 0
        descriptor = -1
        guard isDurable, isClosed, unsafe rename(path + ".part", path) == 0 else { throw CommandFailure("write", path) }
    }
}

/// The lines of a file that is there, read as they are used up.
struct FileLines: AsyncSequence {
    typealias Element = String

    let path: String

    func makeAsyncIterator() -> Iterator { Iterator(path) }

    final class Iterator: AsyncIteratorProtocol {
        private let path: String
        /// Nil before the first line is read.
        private var descriptor: Int32?
        private var buffer: [UInt8] = []
        /// Where the next line begins in the buffer, and up to where no end of it was found.
        private var (start, searched) = (0, 0)
        private var isAtEnd = false

        init(_ path: String) { self.path = path }

        deinit { if let descriptor { close(descriptor) } }

        func next() async throws -> String? {
            while true {
                if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                    defer { (start, searched) = (end + 1, end + 1) }
                    return String(decoding: buffer[start..<end], as: UTF8.self)
                }
                guard !isAtEnd else {
                    // The last line may lack its end; then the export says that it is cut.
                    defer { start = buffer.count }
                    return start < buffer.count ? String(decoding: buffer[start...], as: UTF8.self) : nil
                }
                buffer.removeFirst(start)
                (start, searched) = (0, buffer.count)
                try fill()
            }
        }

        private func fill() throws {
            if descriptor == nil {
                // The C call reads a text that outlives it.
                let opened = unsafe open(path, O_RDONLY)
                guard opened >= 0 else { throw CommandFailure("read", path) }
                descriptor = opened
            }
            var block = [UInt8](repeating: 0, count: 1 << 20)
            // The C call writes at most so many bytes into an array of that size.
            let count = unsafe read(descriptor ?? -1, &block, block.count)
            guard count >= 0 || errno == EINTR else { throw CommandFailure("read", path) }
            isAtEnd = count == 0
            buffer += block[..<Swift.max(0, count)]
        }
    }
}

extension CommandFailure {
    /// What the system said of a file.
    fileprivate init(_ what: String, _ path: String) {
        // The text belongs to the C library and is copied at once.
        let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "unknown error"
        self.init(.failed, "cannot \(what) \(path): \(reason)")
    }
}
