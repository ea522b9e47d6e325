extension PayloadBackend {
    /// The row as the program knows it; nil where it went while it was read.
    func decoded(_ row: Row) async throws(BackendError) -> Row? {
        var seen = row
        // Each turn lost another writer's change in between; that many in a row is no chance.
        for _ in 0..<16 {
            if let decoded = try await decodedOnce(seen) { return decoded }
            // Chunks go when the row names others or is gone: then it shows that now.
            guard let current = try await base.get([seen.key], .all).first ?? nil else { return nil }
            let hasChanged = current.table.payloads.contains { current[$0] != seen[$0] }
            guard hasChanged, !CoreFault.leavesOut(.payloadReread) else {
                throw BackendError(.corrupted, "a row of \(row.table.name) names a payload whose chunks are missing")
            }
            seen = current
        }
        throw BackendError(.unavailable, "a row of \(row.table.name) keeps changing; try again")
    }

    /// Nil where chunks that the row names are not there.
    private func decodedOnce(_ row: Row) async throws(BackendError) -> Row? {
        guard isEncoded(row) else { return row }
        var row = row
        for column in row.table.payloads {
            guard case .bytes(let stored) = row[column], PayloadEnvelope.isMarked(stored) else { continue }
            let envelope = try PayloadEnvelope(stored)
            let place = PayloadPlace(row.key, column)
            switch envelope.content {
            case .inline(let bytes): row[column] = .bytes(try await undo(envelope.steps, bytes, place))
            case .blob(let blob):
                guard let bytes = try await read(blob, of: row.key) else { return nil }
                row[column] = .bytes(try await undo(envelope.steps, bytes, place))
            }
        }
        return row
    }

    private func undo(
        _ steps: [PayloadEnvelope.Step], _ bytes: [UInt8], _ place: PayloadPlace
    ) async throws(BackendError) -> [UInt8] {
        var bytes = bytes
        for step in steps.reversed() {
            guard let transform = options.transforms.first(where: { $0.name == step.name }) else {
                if CoreFault.leavesOut(.payloadSteps) { continue }
                throw BackendError(
                    .corrupted,
                    "\(place.table).\(place.column) was written through \"\(step.name)\", which this store was not "
                        + "given; open it with that transform")
            }
            bytes = try await transform.decode(bytes, keyID: step.keyID, at: place)
        }
        return bytes
    }
}
