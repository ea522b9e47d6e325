internal import HoldfastCore
internal import Synchronization

extension Mutant {
    static let streamMutants = [
        Mutant(
            "M50", "stream follower loses chunks at the history/live seam", killer: "streams.follow.live",
            leavesOut: .followedPosition),
        Mutant("M399", "the chunks of one append are stored from behind", killer: "streams.append.order") { store, _ in
            store.changeBatches { batch in
                let places = batch.operations.compactMap(\.inserted).filter { $0.table == ChunkTable.table }
                    .compactMap { $0[ChunkTable.position].int }
                guard let first = places.first, let last = places.last else { return batch }
                return batch.map { operation in
                    guard let row = operation.inserted, row.table == ChunkTable.table,
                        let place = row[ChunkTable.position].int
                    else { return operation }
                    return .insert(row.applying([.set(ChunkTable.position, .int(first + last - place))]))
                }
            }
        },
        Mutant("M400", "chunks of writers at work at once overwrite each other", killer: "streams.append.concurrent") {
            store, _ in
            store.onCommit = { base, batch in
                guard batch.holds(ChunkTable.table) else { return try await base.commit(batch) }
                await pause()
                var batch = batch.map { $0.keepingConditions { $0.column != StreamTable.nextPosition } }
                for (place, operation) in batch.operations.enumerated() {
                    guard let row = operation.inserted, try await base.row(row.key) != nil else { continue }
                    batch = batch.replacing(place, with: .update(row.key, row.assignments))
                }
                return try await base.commit(batch)
            }
        },
        Mutant("M401", "a closed stream can be appended to", killer: "streams.append.closed") { store, _ in
            store.changeBatches { batch in
                guard batch.holds(ChunkTable.table) else { return batch }
                return batch.map { $0.keepingConditions { $0.column != StreamTable.isClosed } }
            }
        },
        Mutant("M402", "empty chunks are not stored", killer: "streams.append.empty") { store, _ in
            store.changePages { scan, page in
                guard scan.range.table == ChunkTable.table else { return page }
                return Page(rows: page.rows.filter { $0[ChunkTable.content] != .bytes([]) }, next: page.next)
            }
        },
        Mutant("M403", "a read begins one chunk too early", killer: "streams.read.from") { store, _ in
            store.changeScans { scan in
                guard scan.range.table == ChunkTable.table, let first = scan.range.atLeast?.int else { return scan }
                var scan = scan
                scan.range.atLeast = .int(max(0, first - 1))
                return scan
            }
        },
        Mutant("M404", "what is closed is read no further", killer: "streams.follow.close") { store, world in
            store.changeOperations { operation in
                operation.mapAssignments(StreamTable.table) { changes in
                    guard changes.contains(where: { $0.isSet(StreamTable.isClosed, .bool(true)) }) else {
                        return changes
                    }
                    return changes + [.set(StreamTable.nextPosition, .int(0))]
                }
            }
        },
        Mutant("M405", "all streams of a run are one", killer: "streams.names") { store, _ in
            store.changeOperations { $0.on($0.key.inOneStream()) }
            store.onGet = { base, input in try await base.get(input.keys.map { $0.inOneStream() }, input.columns) }
            store.changeScans { scan in
                guard scan.range.table == ChunkTable.table else { return scan }
                var scan = scan
                let owner = Array(scan.range.partition.dropLast())
                scan.range = IndexRange(ChunkTable.table, nil, owner + [.text("all")], atLeast: scan.range.atLeast)
                return scan
            }
        },
        Mutant("M406", "chunks above 16 KiB are cut", killer: "streams.boundaries") { store, _ in
            store.changeValues { column, value in
                // Larger ones stand elsewhere, with a digest.
                guard column == ChunkTable.content, case .bytes(let bytes) = value,
                    (16_385...20_000).contains(bytes.count)
                else { return value }
                return .bytes(Array(bytes.prefix(16_384)))
            }
        },
        Mutant("M407", "a chunk of a closed stream is gone when it was read", killer: "streams.reread") { store, _ in
            store.onScan = { base, scan in
                let page = try await base.scan(scan)
                guard scan.range.table == ChunkTable.table else { return page }
                for row in page.rows {
                    let stream = Key(
                        StreamTable.table, row[ChunkTable.namespace], row[ChunkTable.incarnation], row[ChunkTable.name])
                    guard try await base.row(stream)?[StreamTable.isClosed] == .bool(true) else { continue }
                    _ = try await base.commit(WriteBatch([.delete(row.key)]))
                }
                return page
            }
        },
        Mutant("M408", "the 10,000th chunk of a stream is lost", killer: "streams.big") { store, _ in
            store.changePages { scan, page in
                guard scan.range.table == ChunkTable.table else { return page }
                return Page(rows: page.rows.filter { $0[ChunkTable.position] != .int(9_999) }, next: page.next)
            }
        },
        Mutant("M409", "a handle keeps what it read of a stream", killer: "streams.follow.cross-handle") { store, _ in
            let seen = Mutex<[Key: Row?]>([:])
            store.onGet = { base, input in
                let rows = try await base.get(input.keys, input.columns)
                return zip(input.keys, rows).map { key, row in
                    guard key.table == StreamTable.table else { return row }
                    return seen.withLock { seen in
                        let first = seen[key, default: row]
                        seen[key] = .some(first)
                        return first
                    }
                }
            }
        },
    ]
}

extension Key {
    /// The key of a stream or chunk, whatever the stream's name.
    fileprivate func inOneStream() -> Key {
        guard table == StreamTable.table || table == ChunkTable.table else { return self }
        var values = values
        values[2] = .text("all")
        return Key(table, values)
    }
}
