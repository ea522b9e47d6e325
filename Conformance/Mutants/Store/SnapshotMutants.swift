internal import HoldfastCore

extension Mutant {
    static let snapshotMutants = [
        Mutant(
            "M97", "an unknown snapshot format loads as nil", killer: "snapshots.format.unknown",
            leavesOut: .snapshotFormat),
        Mutant("M410", "a snapshot keeps the format of its first save", killer: "snapshots.save.roundtrip") {
            store, _ in
            store.changeOperations { operation in
                operation.mapAssignments(StateTable.table) { $0.filter { $0.column != StateTable.format } }
            }
        },
        Mutant(
            "M411", "a save does not look at the revision that it was given", killer: "snapshots.save.revision",
            leavesOut: .snapshotRevision),
        Mutant("M412", "a save tests the revision, then writes in a second step", killer: "snapshots.save.race") {
            store, _ in
            store.onCommit = { base, batch in
                guard batch.operations.first?.key.table == StateTable.table else { return try await base.commit(batch) }
                if let refusal = try await base.judge(batch) { return .refused(refusal) }
                await pause()
                for operation in batch.operations {
                    if let row = operation.inserted { try await base.put(row) }
                    if case .update(let key, let changes, _) = operation {
                        _ = try await base.commit(WriteBatch([.update(key, changes)]))
                    }
                }
                return .applied(nil)
            }
        },
        Mutant("M413", "snapshots are listed oldest first", killer: "snapshots.list") { store, _ in
            store.changeScans { scan in
                guard scan.range.index == StateTable.byUpdate else { return scan }
                var scan = scan
                scan.descending = false
                return scan
            }
        },
        Mutant("M414", "what is no JSON is stored as an empty object", killer: "snapshots.format.undecodable") {
            store, _ in
            store.changeValues { column, value in
                guard column == StateTable.content, case .bytes(let bytes) = value,
                    JSONValue(text: String(decoding: bytes, as: UTF8.self)) == nil
                else { return value }
                return .bytes(Array("{}".utf8))
            }
        },
        Mutant(
            "M415", "only the last of several migrations is made", killer: "snapshots.migrate.compose",
            leavesOut: .wholePath),
        Mutant(
            "M416", "a version without a path is taken as it is", killer: "snapshots.migrate.strict",
            leavesOut: .migrationPath),
        Mutant("M417", "a changed workflow is not noticed", killer: "snapshots.drift", leavesOut: .drift),
    ]
}
