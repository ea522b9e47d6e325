/// A payload that is about to be written in chunks.
///
/// The chunks come first, then the commit that names them. That commit also changes the time of their next check, on
/// condition that it is still the one they were written with; the sweep changes it before it removes anything. So what
/// a row names is never removed, and what none names goes.
struct NewBlob {
    let name: BlobName
    /// One chunk each, the first with what the sweep needs.
    let rows: [Row]
    /// The operation that joins the commit of the row.
    let naming: Operation

    /// How long a commit may take after its payload was written.
    static let grace = Duration.seconds(3_600)
    private static let mostPerChunk = 256 << 10

    init(_ bytes: [UInt8], _ column: Column, of key: Key, id: String, at now: Timestamp, in limits: BackendLimits) {
        // The rest of a chunk's row takes less than this.
        let size = min(Self.mostPerChunk, limits.bytesPerRow - Blob.bytesBesides)
        let starts = Array(stride(from: 0, to: bytes.count, by: size))
        name = BlobName(
            owner: key.life ?? BlobName.ownerOfNoRun + id, id: id, size: bytes.count, chunks: starts.count,
            digest: SHA256.digest(bytes))
        let token = Array(id.utf8)
        let due = now.advanced(by: Self.grace)
        var rows: [Row] = []
        for (chunk, start) in starts.enumerated() {
            var row = Row(BlobTable.table)
            for (column, value) in zip(row.table.key, name.key(chunk, in: key).values) { row[column] = value }
            row[BlobTable.insertToken] = .bytes(token)
            row[BlobTable.content] = .bytes(Array(bytes[start..<min(start + size, bytes.count)]))
            row[BlobTable.createdAt] = .time(now)
            if chunk == 0 {
                row[BlobTable.chunks] = .int(Int64(starts.count))
                row[BlobTable.referrer] = .bytes(Referrer(key: key, column: column).bytes)
                row[BlobTable.checkAt] = .time(due)
            }
            rows.append(row)
        }
        self.rows = rows
        naming = .update(
            name.key(0, in: key), [.set(BlobTable.checkAt, .time(due.advanced(by: .microseconds(1))))],
            where: [Condition(BlobTable.checkAt, .equal(.time(due)))])
    }
}

enum Blob {
    /// The most that a chunk's row holds besides its content: two keys, a token and some numbers.
    static let bytesBesides = 8_000
    /// What is read or written of a payload in one call.
    static let bytesPerCall = 4 << 20
}

extension BlobName {
    /// What the owner of a payload begins with that belongs to no run.
    static let ownerOfNoRun = "row/"

    /// The key of one chunk, in the namespace of the row that names it.
    func key(_ chunk: Int, in row: Key) -> Key {
        Key(BlobTable.table, row.values[0], .text(owner), .text(id), .int(Int64(chunk)))
    }
}

extension PayloadBackend {
    /// A lost reply is settled by sending the chunks again, at most this often; then the store counts as gone.
    private static let resends = 6

    func write(_ blob: NewBlob) async throws(BackendError) {
        let perCommit = max(1, min(base.limits.operationsPerCommit, base.limits.bytesPerCommit / (blob.rows[0].size)))
        for start in stride(from: 0, to: blob.rows.count, by: perCommit) {
            let rows = blob.rows[start..<min(start + perCommit, blob.rows.count)]
            try await insert(WriteBatch(rows.map { .insert($0) }))
        }
    }

    private func insert(_ batch: WriteBatch) async throws(BackendError) {
        for attempt in 0... {
            do throws(BackendError) {
                guard case .refused(let refusal) = try await base.commit(batch) else { return }
                // The id is new, so what is in the way came by a sending whose reply was lost.
                guard case .insert(let row) = batch.operations[refusal.operation], refusal.current == row else {
                    throw BackendError(.corrupted, "the chunks of a payload are in the way of another's")
                }
                return
            } catch {
                guard error.code == .unknownOutcome else { throw error }
                guard attempt < Self.resends, !CoreFault.leavesOut(.payloadResend) else {
                    throw BackendError(.unavailable, error.message)
                }
                try? await time.sleep(for: .milliseconds(50 << attempt))
            }
        }
    }

    /// The content of the chunks; nil where one is missing. Throws `.corrupted` where it is not what was written.
    func read(_ blob: BlobName, of row: Key) async throws(BackendError) -> [UInt8]? {
        guard blob.chunks > 0, blob.chunks <= blob.size else { throw Self.damaged(row) }
        var bytes: [UInt8] = []
        let size = max(1, blob.size / blob.chunks)
        let perCall = max(1, Blob.bytesPerCall / size)
        for start in stride(from: 0, to: blob.chunks, by: perCall) {
            let keys = (start..<min(start + perCall, blob.chunks)).map { blob.key($0, in: row) }
            let rows = try await base.get(keys, .all)
            for chunk in rows {
                guard let content = chunk?[BlobTable.content].bytes else { return nil }
                bytes += content
            }
        }
        let isWhole = bytes.count == blob.size && SHA256.digest(bytes) == blob.digest
        guard isWhole || CoreFault.leavesOut(.payloadDigest) else { throw Self.damaged(row) }
        return bytes
    }

    private static func damaged(_ row: Key) -> BackendError {
        BackendError(
            .corrupted, "the chunks of a payload in \(row.table.name) are not what was written; the store is damaged")
    }
}
