internal import Dispatch
internal import Foundation
internal import HoldfastCore
internal import Synchronization

/// The log of one directory, shared by all handles of this process.
///
/// An actor on a queue of its own: calls come one after the other, and the disk never blocks the cooperative pool.
actor SharedLog {
    private static let all = Mutex<[String: SharedLog]>([:])

    /// The log of this directory, made where it is not there, with the seam of its first handle.
    static func at(_ directory: String, making isMade: Bool, _ seam: @escaping LogBackend.Seam) -> SharedLog {
        let path = URL(fileURLWithPath: directory).standardizedFileURL.path
        if isMade { try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
        return all.withLock { all in
            let log = all[path] ?? SharedLog { () throws(BackendError) in try LogFile(in: path, seam) }
            all[path] = log
            return log
        }
    }

    private let executor = QueueExecutor()
    // An actor keeps its executor as long as it lives.
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private let open: @Sendable () throws(BackendError) -> LogFile
    private var users: Set<ObjectIdentifier> = []
    /// Nil where the log was not read yet, or must be read again.
    private var file: LogFile?
    private(set) var rows = Rows()
    /// The size at which a log gives way to one that holds only the rows that are there.
    private var largest = 0

    private init(open: @escaping @Sendable () throws(BackendError) -> LogFile) { self.open = open }

    /// Calls the body for a handle, once the log has been read.
    func perform<Answer: Sendable>(
        _ handle: LogBackend, _ body: @Sendable (isolated SharedLog) throws(BackendError) -> Answer
    ) throws(BackendError) -> Answer {
        guard !handle.isClosed.load(ordering: .relaxed) else { throw BackendError(.closed, "this log was closed") }
        users.insert(ObjectIdentifier(handle))
        if file == nil {
            let opened = try open()
            (rows, largest) = (Rows(), 0)
            for change in try opened.read() { rows.apply(change) }
            file = opened
        }
        return try body(self)
    }

    /// Closes a handle, and with the last one the file.
    func close(_ handle: LogBackend) {
        handle.isClosed.store(true, ordering: .relaxed)
        users.remove(ObjectIdentifier(handle))
        if users.isEmpty { file = nil }
    }

    /// Makes the changes durable, then visible.
    func write(_ changes: [Change], for handle: LogBackend) throws(BackendError) {
        guard !changes.isEmpty else { return }
        guard let file, !handle.isReadOnly else { throw BackendError(.readOnly, "this log is for reading only") }
        // After an error the next call reads the log again.
        self.file = nil
        // The first write begins a new log, so that nothing ever stands behind a torn record.
        let isLarge = file.size >= largest
        try isLarge ? file.replace(with: rows.all + changes) : file.append(changes)
        if isLarge { largest = 4 * file.size + (1 << 16) }
        for change in changes { rows.apply(change) }
        self.file = file
    }
}

/// Runs the jobs of an actor one after the other, on threads that may wait for a disk.
private final class QueueExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "log store")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // Each job is run once, here.
        queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
