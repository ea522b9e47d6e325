public import HoldfastCore
internal import Synchronization

/// Keeps rows in a directory: as a log of all changes, read into memory when it is opened.
///
/// Several handles of one process may use a directory. Another process is refused with `.unavailable` until all of
/// these are closed, or the process ends.
public final class LogBackend: StoreBackend {
    /// Asked before each system call for an error that it is to fail with: where tests put failures in.
    public typealias Seam = @Sendable (_ call: String) -> Int32?

    private let log: SharedLog
    let isReadOnly: Bool
    let isClosed = Atomic(false)

    /// A handle on the log in this directory, which is opened by the first call.
    public init(directory: String, isReadOnly: Bool = false, seam: @escaping Seam = { _ in nil }) {
        log = SharedLog.at(directory, making: !isReadOnly, seam)
        self.isReadOnly = isReadOnly
    }

    public let limits = BackendLimits(bytesPerRow: 2 << 20)
    public let capabilities = BackendCapabilities(durable: true, migrations: true)

    public func schemaVersion() async throws(BackendError) -> Int {
        try await log.perform(self) { log throws(BackendError) in log.rows.version }
    }

    public func migrate(_ migrations: [Migration], dryRun: Bool) async throws(BackendError) -> [String] {
        try await log.perform(self) { log throws(BackendError) in
            let missing = try migrations.missing(at: log.rows.version)
            for migration in missing where !dryRun { try log.write(log.rows.changes(by: migration), for: self) }
            return missing.map { "version \($0.version): \($0.summary)" }
        }
    }

    public func get(_ keys: [Key], _ columns: Projection) async throws(BackendError) -> [Row?] {
        for key in keys { try key.validate() }
        return try await log.perform(self) { log throws(BackendError) in
            try keys.map { key throws(BackendError) in try log.rows.row(key)?.projected(columns) }
        }
    }

    public func scan(_ scan: Scan) async throws(BackendError) -> Page {
        try scan.validate()
        _ = try scan.position()
        return try await log.perform(self) { log throws(BackendError) in
            let places = try log.rows.places(of: scan.range, KeyBounds(scan))
            var rows: [Row] = []
            for place in scan.descending ? places.reversed() : Array(places) {
                let row = try log.rows.row(at: place, of: scan.range)
                guard scan.filter.hold(for: row) else { continue }
                let last = rows.count == scan.limit ? rows.last : nil
                if let last { return Page(rows: rows, next: Cursor(last, in: scan.range.order)) }
                rows.append(row.projected(scan.columns))
            }
            return Page(rows: rows, next: nil)
        }
    }

    public func commit(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome {
        try batch.validate(against: limits)
        return try await log.perform(self) { log throws(BackendError) in
            let before = try batch.operations.map { operation throws(BackendError) in try log.rows.row(operation.key) }
            switch try batch.judged(on: before) {
            case .refused(let refusal): return .refused(refusal)
            case .accepted(let after):
                var changes: [Change] = []
                for (position, operation) in batch.operations.enumerated() where operation.isWrite {
                    changes += try log.rows.changes(operation.key, from: before[position], to: after[position])
                }
                try log.write(changes, for: self)
                return .applied(batch.returnsRow ? after[0] : nil)
            }
        }
    }

    public func close() async { await log.close(self) }
}

extension StorePlugin {
    /// Opens `log:relative/directory` and `log:/absolute/directory`.
    public static let log = StorePlugin(schemes: ["log"]) { url, configuration throws(BackendError) in
        guard !url.rest.isEmpty, !url.rest.hasPrefix("//"), url.parameters.isEmpty else {
            throw BackendError(.invalidArgument, "\(url) names no directory; write log:orders or log:/var/lib/orders")
        }
        return LogBackend(directory: StoreURL.unescaped(url.rest), isReadOnly: configuration.readOnly)
    }
}
