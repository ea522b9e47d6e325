internal import Foundation
internal import HoldfastCore

/// The file `log` in a directory that belongs to this process as long as this value lives.
///
/// After an error this value must not be used any more, since nobody knows what is on the disk.
final class LogFile {
    private let path: String
    private let seam: LogBackend.Seam
    private var (directory, log): (Int32, Int32) = (-1, -1)
    /// The bytes of the log.
    private(set) var size = 0

    /// Locks the directory. Throws `.unavailable` where there is none, or another process has it.
    init(in path: String, _ seam: @escaping LogBackend.Seam) throws(BackendError) {
        self.path = path
        self.seam = seam
        // The names that are handed to the system live as long as the call, here and below.
        directory = try call("open", unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
        // The system takes the lock back when the process ends, however it ends.
        guard flock(directory, LOCK_EX | LOCK_NB) == 0 else {
            throw BackendError(
                .unavailable, "another process has \(path), and a log belongs to one; stop that one first")
        }
    }

    deinit { for file in [log, directory] { close(file) } }

    /// All changes, in order.
    func read() throws(BackendError) -> [Change] {
        guard unsafe faccessat(directory, "log", F_OK, 0) == 0 else { return [] }
        log = try call("open", unsafe openat(directory, "log", O_RDONLY | O_CLOEXEC))
        // What a process wrote before it was killed may not be on the disk yet.
        try call("fsync", fsync(log))
        let content = [UInt8]((try? FileHandle(fileDescriptor: log).readToEnd()) ?? Data())
        var changes: [Change] = []
        while let record = Record.decode(content, at: size) {
            changes += record.changes
            size = record.end
        }
        // A crash tears the last record, which nobody was told of. But a whole one behind it was acknowledged, and a
        // log gets its name only with a whole one: there something else did damage.
        guard size > 0, !(size..<content.count).contains(where: { Record.decode(content, at: $0) != nil }) else {
            throw BackendError(.corrupted, "\(path)/log is damaged at byte \(size); restore a backup")
        }
        return changes
    }

    /// Puts a new log in the place of the old one, which stays until the new one is whole.
    func replace(with changes: [Change]) throws(BackendError) {
        let new = try call(
            "create", unsafe openat(directory, "log.new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644))
        close(log)
        (log, size) = (new, 0)
        for start in stride(from: 0, to: changes.count, by: 100) { try add(changes[start...].prefix(100)) }
        try call("fsync", fsync(log))
        try call("rename", unsafe renameat(directory, "log.new", directory, "log"))
        try call("fsync", or: .unknownOutcome, fsync(directory))
    }

    /// Adds a record at the end, which is durable when this returns.
    func append(_ changes: [Change]) throws(BackendError) {
        try add(changes[...])
        // On macOS only `fcntl` with `F_FULLFSYNC` withstands a loss of power.
        try call("fsync", or: .unknownOutcome, fsync(log))
    }

    private func add(_ changes: ArraySlice<Change>) throws(BackendError) {
        let record = Record.encode(changes, at: size)
        size += record.count
        try call("write", (try? FileHandle(fileDescriptor: log).write(contentsOf: record)) == nil ? -1 : 0)
    }

    @discardableResult
    private func call<N: SignedInteger>(
        _ name: String, or failure: BackendError.Code = .unavailable, _ result: @autoclosure () -> N
    ) throws(BackendError) -> N {
        let injected = seam(name)
        if injected == nil, case let number = result(), number >= 0 { return number }
        let code = injected ?? errno
        // The text belongs to the system, and is copied at once.
        let reason = unsafe String(cString: strerror(code))
        throw BackendError(code == EROFS ? .readOnly : failure, "cannot \(name) in \(path): \(reason)")
    }
}
