extension WriteBatch {
    /// Throws unless the batch is well formed and within the limits: the check that every backend makes first.
    ///
    /// `.limitExceeded`: too many operations or bytes. `.invalidArgument`: a key that occurs twice, a value that its
    /// column does not take, a change of a key column, an index column changed without the rest of its part, `add`
    /// where a second sending would add again.
    public func validate(against limits: BackendLimits) throws(BackendError) {
        guard operations.count <= limits.operationsPerCommit else {
            throw BackendError(
                .limitExceeded,
                "a commit takes at most \(limits.operationsPerCommit) operations, not \(operations.count); split it")
        }
        if returnsRow {
            guard operations.count == 1, case .update = operations[0] else {
                throw BackendError(.invalidArgument, "only a batch of one update can return its row")
            }
        }
        var bytes = 0
        for operation in operations { bytes += try operation.validate(against: limits) }
        guard bytes <= limits.bytesPerCommit else {
            throw BackendError(
                .limitExceeded, "a commit takes at most \(limits.bytesPerCommit) bytes, not \(bytes); split it")
        }
        try requireDistinctKeys()
        try requireSafeAdditions()
    }

    private func requireDistinctKeys() throws(BackendError) {
        guard operations.count > 1 else { return }
        let keys = operations.map(\.key)
        // A few keys are compared at once faster than they are hashed.
        if keys.count <= 4 {
            for (position, key) in keys.enumerated() where keys[..<position].contains(key) {
                throw Self.namedTwice(key)
            }
        } else {
            var seen: Set<Key> = []
            for key in keys where !seen.insert(key).inserted { throw Self.namedTwice(key) }
        }
    }

    private static func namedTwice(_ key: Key) -> BackendError {
        BackendError(
            .invalidArgument, "a commit names the row \(key.values) of \(key.table.name) twice; merge its operations")
    }

    private func requireSafeAdditions() throws(BackendError) {
        var adds = false
        var refusedAgain = false
        for operation in operations {
            switch operation {
            case .insert: refusedAgain = true
            case .update(_, let assignments, let conditions):
                for assignment in assignments {
                    switch assignment {
                    case .add: adds = true
                    case .set(let column, let value):
                        let tested = conditions.contains {
                            guard $0.column == column, case .equal(let old) = $0.test else { return false }
                            return old != value
                        }
                        refusedAgain = refusedAgain || tested
                    }
                }
            case .delete, .check, .absent: break
            }
        }
        guard !adds || refusedAgain else {
            throw BackendError(
                .invalidArgument,
                "a commit that adds needs an insert, or an equal condition on a column that it sets to another value: "
                    + "sent twice after a lost reply it would add twice")
        }
    }
}

extension Operation {
    /// Checks the operation's values; returns the bytes that it carries.
    fileprivate func validate(against limits: BackendLimits) throws(BackendError) -> Int {
        switch self {
        case .insert(let row):
            guard !row.isPartial else { throw BackendError(.invalidArgument, "a partial row cannot be inserted") }
            for column in row.table.columns { try column.require(row[column], in: row.table) }
            try row.table.requireKeySize(row, limits)
            let size = row.size
            guard size <= limits.bytesPerRow else {
                throw BackendError(
                    .limitExceeded, "a row of \(row.table.name) takes at most \(limits.bytesPerRow) bytes, not \(size)")
            }
            return size
        case .update(let key, let assignments, let conditions):
            try key.validate()
            try key.table.require(assignments)
            try conditions.validate()
            return try assignments.size(in: key.table, limits)
        case .delete(let key, let conditions), .check(let key, let conditions):
            try key.validate()
            try conditions.validate()
            return 0
        case .absent(let key):
            try key.validate()
            return 0
        }
    }
}

extension Key {
    /// Throws `.invalidArgument` unless there is one value of the right type for each key column.
    public func validate() throws(BackendError) {
        guard values.count == table.key.count else {
            throw BackendError(.invalidArgument, "a key of \(table.name) has \(table.key.count) values")
        }
        for (column, value) in zip(table.key, values) { try column.require(value, in: table) }
    }
}

extension [Condition] {
    /// Throws `.invalidArgument` where a condition compares with a value that its column cannot hold.
    public func validate() throws(BackendError) {
        for condition in self {
            switch condition.test {
            case .isNull, .isNotNull: continue
            case .equal(let value), .notEqual(let value), .less(let value), .atMost(let value), .greater(let value),
                .atLeast(let value):
                try condition.require(value)
            case .among(let values): for value in values { try condition.require(value) }
            }
        }
    }
}

extension Condition {
    fileprivate func require(_ value: Value) throws(BackendError) {
        guard !value.isNull, column.accepts(value) else {
            throw BackendError(.invalidArgument, "\(column.name) cannot be compared with \(value)")
        }
    }
}

extension Scan {
    /// Throws `.invalidArgument` unless the limit is positive and the range has its partition.
    public func validate() throws(BackendError) {
        guard limit > 0 else { throw BackendError(.invalidArgument, "a scan's limit is at least 1, not \(limit)") }
        try range.validate(mayWalk: true)
        try filter.validate()
    }

    /// The sort values of the cursor, or nil where there is none; `.invalidArgument` where it is no key of the order.
    public func position() throws(BackendError) -> [Value]? {
        guard let after else { return nil }
        guard let values = OrderedKey.decode(after.bytes, as: range.order.sort) else {
            throw BackendError(.invalidArgument, "the cursor is no position in \(range.table.name)")
        }
        return values
    }
}

extension IndexRange {
    /// Throws `.invalidArgument` unless there is a value for each partition column.
    ///
    /// - Parameter mayWalk: Whether the first alone will do, without bounds.
    public func validate(mayWalk: Bool = false) throws(BackendError) {
        let columns = index?.partition ?? table.partition
        let isAllowedWalk = mayWalk && isWalk && atLeast == nil && atMost == nil && below == nil
        guard partition.count == columns.count || isAllowedWalk else {
            throw BackendError(.invalidArgument, "a range of \(table.name) needs \(columns.count) partition values")
        }
        for (column, value) in zip(columns, partition) {
            guard !value.isNull, column.accepts(value) else {
                throw BackendError(.invalidArgument, "\(table.name).\(column.name) cannot be \(value) in a range")
            }
        }
        guard let first = (index?.sort ?? table.sort).first else { return }
        for bound in [atLeast, atMost, below].compactMap(\.self) where bound.isNull || !first.accepts(bound) {
            throw BackendError(.invalidArgument, "\(table.name).\(first.name) cannot be bounded by \(bound)")
        }
    }

    /// Throws `.invalidArgument` unless a count over this range is well formed and its limit positive.
    public func validateCount(filter: [Condition], limit: Int) throws(BackendError) {
        guard limit > 0 else { throw BackendError(.invalidArgument, "a count's limit is at least 1, not \(limit)") }
        try validate()
        try filter.validate()
    }

    /// Throws `.invalidArgument` unless this is a range of the primary key and the limit is positive.
    public func validateErase(limit: Int) throws(BackendError) {
        guard index == nil, limit > 0 else {
            throw BackendError(.invalidArgument, "erase takes a range of the primary key and a limit of at least 1")
        }
        try validate()
    }
}

extension Take {
    /// Throws `.invalidArgument` unless the limit is positive, the ranges are whole and the patch is well formed.
    public func validate() throws(BackendError) {
        guard limit > 0 else { throw BackendError(.invalidArgument, "a take's limit is at least 1, not \(limit)") }
        for range in ranges {
            try range.validate()
            try range.table.require(patch)
        }
    }
}

extension Column {
    fileprivate func require(_ value: Value, in table: Table) throws(BackendError) {
        guard accepts(value) else {
            throw BackendError(.invalidArgument, "\(table.name).\(name) takes no \(value)")
        }
        // U+0000 is refused in text alike everywhere, because some backends cannot store it.
        if case .text(let text) = value, text.holdsNull {
            throw BackendError(.invalidArgument, "\(table.name).\(name) takes no text that holds U+0000")
        }
    }
}

extension Table {
    fileprivate func require(_ assignments: [Assignment]) throws(BackendError) {
        var assigned: Set<Int> = []
        for assignment in assignments {
            let column = assignment.column
            guard !key.contains(column) else {
                throw BackendError(.invalidArgument, "\(name).\(column.name) is part of the key and cannot change")
            }
            guard assigned.insert(column.ordinal).inserted else {
                throw BackendError(.invalidArgument, "\(name).\(column.name) is assigned twice")
            }
            if case .set(_, let value) = assignment { try column.require(value, in: self) }
            if case .add = assignment, column.type != .int || isIndexed(column) {
                throw BackendError(.invalidArgument, "\(name).\(column.name) cannot be added to")
            }
        }
        for index in indexes {
            for part in [index.partition, index.sort] where part.contains(where: { assigned.contains($0.ordinal) }) {
                guard part.allSatisfy({ assigned.contains($0.ordinal) || key.contains($0) }) else {
                    throw BackendError(
                        .invalidArgument, "a change of \(name) must name every column of the index part \(index.name)")
                }
            }
        }
    }

    private func isIndexed(_ column: Column) -> Bool {
        indexes.contains { $0.partition.contains(column) || $0.sort.contains(column) }
    }

    fileprivate func requireKeySize(_ row: Row, _ limits: BackendLimits) throws(BackendError) {
        let partitionSize = partition.reduce(0) { $0 + row[$1].size }
        let sortSize = sort.reduce(0) { $0 + row[$1].size }
        guard partitionSize <= limits.bytesPerPartition, sortSize <= limits.bytesPerSort else {
            throw BackendError(
                .limitExceeded,
                "a key of \(name) takes at most \(limits.bytesPerPartition) + \(limits.bytesPerSort) bytes, "
                    + "not \(partitionSize) + \(sortSize)")
        }
    }
}

extension [Assignment] {
    fileprivate func size(in table: Table, _ limits: BackendLimits) throws(BackendError) -> Int {
        let size = reduce(0) { sum, assignment in
            if case .set(_, let value) = assignment { sum + value.size } else { sum + 8 }
        }
        guard size <= limits.bytesPerRow else {
            throw BackendError(
                .limitExceeded, "a row of \(table.name) takes at most \(limits.bytesPerRow) bytes, not \(size)")
        }
        return size
    }
}

extension String {
    /// Whether U+0000 is in the text: looked for once in every text that is written, so in one sweep where that can be.
    var holdsNull: Bool {
        // The bytes are only looked at during the call.
        unsafe utf8.withContiguousStorageIfAvailable { unsafe $0.contains(0) } ?? utf8.contains(0)
    }
}
