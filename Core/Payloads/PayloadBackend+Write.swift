extension PayloadBackend {
    /// A batch on its way to the backend.
    enum Prepared {
        case ready(WriteBatch)
        /// It would be refused: nothing was written for it.
        case refused(Refusal)
    }

    /// Larger payloads stand in chunks of their own, so that rows stay small.
    static let mostInline = 20_000

    /// The batch with its payloads as they are stored; large ones are written, but nothing names them yet.
    func prepare(_ batch: WriteBatch) async throws(BackendError) -> Prepared {
        guard !isTransparent else { return .ready(batch) }
        var isPlain = true
        var isLarge = false
        for operation in batch.operations {
            try operation.conditions.refusePayloads()
            for (column, bytes) in operation.payloads {
                guard bytes.count <= options.maximumBytes || CoreFault.leavesOut(.payloadLimit) else {
                    throw BackendError(
                        .limitExceeded,
                        "\(operation.key.table.name).\(column.name) takes at most \(options.maximumBytes) bytes, not "
                            + "\(bytes.count); store it elsewhere and pass a reference")
                }
                isPlain = isPlain && isStoredAsItIs(bytes)
                isLarge = isLarge || bytes.count > Self.mostInline
            }
        }
        guard !isPlain else { return .ready(batch) }
        // Much is not written for nothing; and a commit that was applied, and is sent again as its reply was lost,
        // writes no second copy.
        if isLarge, let refusal = try await judge(batch) { return .refused(try await decoded(refusal)) }
        var blobs: [NewBlob] = []
        var operations: [Operation] = []
        for operation in batch.operations { operations.append(try await encode(operation, &blobs)) }
        if !CoreFault.leavesOut(.payloadNaming) { operations += blobs.map(\.naming) }
        var prepared = WriteBatch(operations)
        prepared.returnsRow = batch.returnsRow && blobs.isEmpty
        // Before anything is written.
        try prepared.validate(against: base.limits)
        for blob in blobs { try await write(blob) }
        return .ready(prepared)
    }

    private func isStoredAsItIs(_ bytes: [UInt8]) -> Bool {
        options.transforms.isEmpty && bytes.count <= Self.mostInline && !mustWrap(bytes)
    }

    private func mustWrap(_ bytes: [UInt8]) -> Bool {
        PayloadEnvelope.isMarked(bytes) && !CoreFault.leavesOut(.payloadMark)
    }

    /// The refusal that the batch would meet now.
    private func judge(_ batch: WriteBatch) async throws(BackendError) -> Refusal? {
        let rows = try await base.get(batch.operations.map(\.key), .all)
        for (position, (operation, row)) in zip(batch.operations, rows).enumerated()
        where !operation.isAccepted(by: row) {
            return Refusal(operation: position, current: row)
        }
        return nil
    }

    private func encode(_ operation: Operation, _ blobs: inout [NewBlob]) async throws(BackendError) -> Operation {
        switch operation {
        case .insert(var row):
            let key = row.key
            for column in row.table.payloads { row[column] = try await encode(row[column], column, of: key, &blobs) }
            return .insert(row)
        case .update(let key, let assignments, let conditions):
            var encoded: [Assignment] = []
            for assignment in assignments {
                guard case .set(let column, let value) = assignment, column.isPayload,
                    !CoreFault.leavesOut(.payloadUpdates)
                else {
                    encoded.append(assignment)
                    continue
                }
                encoded.append(.set(column, try await encode(value, column, of: key, &blobs)))
            }
            return .update(key, encoded, where: conditions)
        case .delete, .check, .absent: return operation
        }
    }

    private func encode(
        _ value: Value, _ column: Column, of key: Key, _ blobs: inout [NewBlob]
    ) async throws(BackendError) -> Value {
        guard case .bytes(let plain) = value, key.table != BlobTable.table, !isStoredAsItIs(plain) else { return value }
        let place = PayloadPlace(key, column)
        var steps: [PayloadEnvelope.Step] = []
        var bytes = plain
        for transform in options.transforms {
            guard let encoded = try await transform.encode(bytes, at: place) else { continue }
            bytes = encoded
            steps.append(.init(name: transform.name, keyID: transform.keyID))
        }
        guard bytes.count > Self.mostInline else {
            let isBare = steps.isEmpty && !mustWrap(bytes)
            return .bytes(isBare ? bytes : PayloadEnvelope(steps: steps, content: .inline(bytes)).bytes)
        }
        let blob = NewBlob(bytes, column, of: key, id: identifiers.id(at: time.now), at: time.now, in: base.limits)
        blobs.append(blob)
        return .bytes(PayloadEnvelope(steps: steps, content: .blob(blob.name)).bytes)
    }
}

extension Operation {
    /// The payloads that the operation writes.
    fileprivate var payloads: [(column: Column, bytes: [UInt8])] {
        switch self {
        case .insert(let row):
            // The chunks of payloads are what they are.
            guard row.table != BlobTable.table else { return [] }
            return row.table.payloads.compactMap { column in row[column].bytes.map { (column, $0) } }
        case .update(_, let assignments, _):
            return assignments.compactMap { assignment in
                guard case .set(let column, .bytes(let bytes)) = assignment, column.isPayload else { return nil }
                return (column, bytes)
            }
        case .delete, .check, .absent: return []
        }
    }

    fileprivate var conditions: [Condition] {
        switch self {
        case .insert, .absent: []
        case .update(_, _, let conditions), .delete(_, let conditions), .check(_, let conditions): conditions
        }
    }
}
