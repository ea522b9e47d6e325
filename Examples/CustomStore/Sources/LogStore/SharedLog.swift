internal import Dispatch
internal import Foundation
internal import HoldfastCore
internal import Synchronization

/// The log of one directory, shared by all handles of this process.
///
/// An actor on a queue of its own: calls come one after the other, and the disk never blocks the cooperative pool.
actor SharedLog {
    private static let all = Mutex<[String: SharedLog]>([:])

    /// The log of this directory.
    static func at(_ directory: String, _ seam: @escaping LogBackend.Seam) -> SharedLog {
        let path = URL(fileURLWithPath: directory).standardizedFileURL.path
        return all.withLock { all in
            let log = all[path] ?? SharedLog(path, seam)
            all[path] = log
            return log
        }
    }

    private let executor = QueueExecutor()
    // An actor keeps its executor as long as it lives.
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private let path: String
    private let seam: LogBackend.Seam
    private var users: Set<ObjectIdentifier> = []
    /// Nil where the log was not read yet, or must be read again.
    private var file: LogFile?
    private var tables: [Int: StoredTable] = [:]
    /// The size at which a log gives way to one that holds only the rows that are there.
    private var largest = 0

    private init(_ path: String, _ seam: @escaping LogBackend.Seam) {
        self.path = path
        self.seam = seam
    }

    /// Calls the body for a handle, once the log has been read.
    func perform<Answer: Sendable>(
        _ handle: LogBackend, _ body: @Sendable (isolated SharedLog) throws(BackendError) -> Answer
    ) throws(BackendError) -> Answer {
        guard !handle.isClosed.load(ordering: .relaxed) else {
            throw BackendError(.closed, "this handle on \(path) was closed")
        }
        users.insert(ObjectIdentifier(handle))
        if file == nil { try read() }
        return try body(self)
    }

    /// Closes a handle, and with the last one the file.
    func close(_ handle: LogBackend) {
        handle.isClosed.store(true, ordering: .relaxed)
        users.remove(ObjectIdentifier(handle))
        if users.isEmpty { file = nil }
    }

    private func read() throws(BackendError) {
        tables = [:]
        largest = 0
        let file = try LogFile(in: path, seam)
        if let log = try file.read() {
            var offset = 0
            while let (changes, end) = Record.decode(log, at: offset) {
                for change in changes { rows(change.table).apply(change) }
                offset = end
            }
            // A crash tears the last record, which nobody was told of. But a whole one behind it was acknowledged, and
            // a log gets its name only with a whole one: there something else did damage.
            guard offset > 0, !(offset..<log.count).contains(where: { Record.decode(log, at: $0) != nil }) else {
                throw BackendError(.corrupted, "\(path)/log is damaged at byte \(offset); restore a backup")
            }
        }
        self.file = file
    }

    /// Makes the changes durable, then visible.
    func write(_ changes: [Change], _ isReadOnly: Bool) throws(BackendError) {
        guard let file, !changes.isEmpty else { return }
        guard !isReadOnly else { throw BackendError(.readOnly, "\(path) was opened for reading only") }
        // After an error the next call reads the log again.
        self.file = nil
        // The first write begins a new log, so that nothing ever stands behind a torn record.
        if file.size >= largest {
            try file.replace(with: tables.flatMap { id, rows in rows.all(id) })
            largest = 4 * file.size + (1 << 16)
        }
        try file.append(changes)
        for change in changes { rows(change.table).apply(change) }
        self.file = file
    }

    /// The version of the stored schema: the number of migrations that were noted.
    var version: Int { rows(Change.migrations).count }

    func row(_ key: Key) throws(BackendError) -> Row? { try rows(of: key.table).row(OrderedKey.encode(key.values)) }

    /// The rows of a table. Throws `.schemaOutdated` before the first migration.
    func rows(of table: Table) throws(BackendError) -> StoredTable {
        guard version > 0 else { throw BackendError(.schemaOutdated, "there is no store in \(path); migrate it") }
        rows(table.id).define(table)
        return rows(table.id)
    }

    private func rows(_ table: Int) -> StoredTable {
        let rows = tables[table] ?? StoredTable()
        tables[table] = rows
        return rows
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
