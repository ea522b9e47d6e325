internal import HoldfastCore

/// What the handles of a strict store share: the rows, the indexes behind them, and the commits under way.
///
/// Its methods run under the lock that holds it.
struct StrictData {
    /// The name of a row in any table.
    struct RowName: Hashable {
        let table: Table
        let key: [UInt8]

        init(_ key: Key) {
            table = key.table
            self.key = OrderedKey.encode(key.values)
        }
    }

    private struct Change {
        /// The row after the change; nil where it was deleted.
        let row: Row?
        /// The call from which on indexes show it.
        let due: Int
    }

    /// An index shows a change at this many calls after it, at the latest.
    static let mostCallsBehind = 12

    /// The rows as they are.
    private var rows = DataSet()
    /// The rows as the indexes show them: each as it was some calls ago.
    private var indexed = DataSet()
    /// What the indexes are still to show, row by row, oldest first.
    private var late: [RowName: [Change]] = [:]
    private var inFlight: Set<RowName> = []
    private var calls = 0
    /// How many takes are under way.
    var takers = 0
    var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    var version: Int { rows.version }

    mutating func migrate(_ migrations: [Migration], dryRun: Bool) throws(BackendError) -> [String] {
        let lines = try rows.migrate(migrations, dryRun: dryRun)
        if !dryRun { _ = try indexed.migrate(migrations, dryRun: false) }
        return lines
    }

    func row(_ name: RowName, _ columns: Projection) throws(BackendError) -> Row? {
        try rows.table(name.table).row(name.key)?.projected(columns)
    }

    mutating func scan(_ scan: Scan) throws(BackendError) -> Page {
        let cut = PageCut(from: &random)
        return try scan.range.index == nil ? rows.scan(scan, cut) : indexed.scan(scan, cut)
    }
}

extension StrictData {
    /// Takes these rows for one commit; false where another commit is at work on one of them.
    mutating func begin(_ names: [RowName]) -> Bool {
        guard inFlight.isDisjoint(with: names) else { return false }
        inFlight.formUnion(names)
        return true
    }

    /// Lets go of the rows of a commit.
    mutating func end(_ names: [RowName]) { inFlight.subtract(names) }

    /// Applies the batch to the rows; the indexes follow later.
    mutating func commit(
        _ batch: WriteBatch, _ names: [RowName], bytesPerRow: Int
    ) throws(BackendError) -> CommitOutcome {
        let outcome = try rows.commit(batch, keys: names.map(\.key), bytesPerRow: bytesPerRow)
        guard case .applied = outcome else { return outcome }
        for (operation, name) in zip(batch.operations, names) where operation.writes {
            let due = calls + 1 + random.number(below: Self.mostCallsBehind)
            // The changes of one row keep their order.
            let last = late[name]?.last?.due ?? due
            late[name, default: []].append(Change(row: try row(name, .all), due: max(due, last)))
        }
        return outcome
    }

    /// Counts a call, by which the indexes come on.
    mutating func advance() {
        calls += 1
        catchUp(to: calls)
    }

    /// Lets the indexes show every change.
    mutating func settle() { catchUp(to: .max) }

    private mutating func catchUp(to call: Int) {
        for (name, changes) in late where changes[0].due <= call {
            let shown = changes.prefix { $0.due <= call }
            // A table that was written to is there: none is ever dropped.
            if let newest = shown.last { try? indexed.put(newest.row, name.key, in: name.table) }
            late[name] = shown.count == changes.count ? nil : Array(changes.dropFirst(shown.count))
        }
    }
}

extension Operation {
    fileprivate var writes: Bool {
        switch self {
        case .insert, .update, .delete: true
        case .check, .absent: false
        }
    }
}
