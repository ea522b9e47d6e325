internal import HoldfastConformance
internal import HoldfastCore

extension Mutant {
    static let payloadMutants = [
        Mutant("M500", "chunks lose their last byte", killer: "payload.spill.every-table") { store, _ in
            store.changeValues { column, value in
                guard column == BlobTable.content, let bytes = value.bytes else { return value }
                return .bytes(bytes.dropLast())
            }
        },
        Mutant("M501", "a deletion leaves the chunks of payloads", killer: "payload.spill.deleted-with-run") {
            store, _ in
            store.onErase = { base, input in
                input.range.table == BlobTable.table ? 0 : try await base.erase(input.range, limit: input.limit)
            }
        },
        Mutant(
            "M502", "the digest of chunks is not compared", killer: "payload.spill.damaged", leavesOut: .payloadDigest),
        Mutant(
            "M503", "a payload above the limit is written", killer: "payload.limit.before-write",
            leavesOut: .payloadLimit),
        Mutant(
            "M504", "bytes that look like the store's own are taken for them", killer: "payload.bytes.stay",
            leavesOut: .payloadMark),
        Mutant(
            "M505", "the sweep does not ask whether a payload is named", killer: "payload.spill.named-stays",
            leavesOut: .payloadSweep),
        Mutant(
            "M506", "a commit does not test that its chunks are there", killer: "payload.spill.late-commit",
            leavesOut: .payloadNaming),
        Mutant("M507", "chunks do not say when to look at them", killer: "payload.spill.orphan-goes") { store, _ in
            store.changeScans { scan in
                guard scan.range.index == BlobTable.byCheck else { return scan }
                var scan = scan
                scan.range.atMost = .int(0)
                return scan
            }
        },
        Mutant(
            "M508", "updates do not pass the transforms", killer: "payload.transform.no-plaintext",
            leavesOut: .payloadUpdates),
        Mutant(
            "M509", "a rekeying ends after the first table", killer: "payload.rekey.complete",
            leavesOut: .rekeyedTables),
        Mutant("M510", "a walk of a namespace ends with its first page", killer: "verbs.scan.walk") { store, _ in
            store.changePages { scan, page in
                scan.range.isWalk ? Page(rows: page.rows, next: nil) : page
            }
        },
        Mutant("M511", "an export leaves out what belongs to no run", killer: "model.export-import") { store, _ in
            store.changePages { scan, page in
                scan.range.isWalk && scan.range.table == QueueTable.table ? Page(rows: [], next: nil) : page
            }
        },
        Mutant(
            "M513", "a transform that is not there is passed over", killer: "payload.transform.refused",
            leavesOut: .payloadSteps),
        Mutant(
            "M514", "conditions compare what is stored", killer: "payload.transform.conditions",
            leavesOut: .payloadConditions),
        Mutant("M515", "a walk skips the row behind its cursor", killer: "payload.rekey.resumes") { store, _ in
            store.changePages { scan, page in
                guard scan.range.isWalk, scan.after != nil else { return page }
                return Page(rows: Array(page.rows.dropFirst()), next: page.next)
            }
        },
        Mutant(
            "M516", "what belongs to runs is exported by itself", killer: "export.deleted",
            leavesOut: .exportedLives),
        Mutant("M517", "an export of a run lacks its tags", killer: "export.run") { store, _ in
            store.onGet = { base, input in
                let rows = try await base.get(input.keys, input.columns)
                return zip(input.keys, rows).map { key, row in key.table == TagTable.table ? nil : row }
            }
        },
        Mutant(
            "M518", "a run is written before what belongs to it", killer: "export.resumes", leavesOut: .importOrder),
        Mutant("M519", "an insert writes over what is there", killer: "export.again") { store, _ in
            store.onCommit = { base, batch in
                let outcome = try await base.commit(batch)
                guard case .refused = outcome, let row = batch.operations.first?.inserted,
                    row.table == StateTable.table
                else { return outcome }
                try await base.put(row)
                return .applied(nil)
            }
        },
        Mutant(
            "M520", "an export of stored payloads has them decoded", killer: "export.payloads",
            leavesOut: .exportedForm),
        Mutant("M521", "chunks behind the fifteenth are empty", killer: "payload.five-megabytes") { store, _ in
            store.changeOperations { operation in
                guard let row = operation.inserted, row.table == BlobTable.table, row[BlobTable.chunk].int ?? 0 > 14
                else { return operation }
                return .insert(row.applying([.set(BlobTable.content, .bytes([]))]))
            }
        },
        Mutant(
            "M522", "a payload that was replaced while it was read is called damaged",
            killer: "payload.spill.read-through", leavesOut: .payloadReread),
        Mutant(
            "M523", "a lost reply of chunks fails the write", killer: "payload.spill.lost-reply",
            leavesOut: .payloadResend),
        Mutant("M512", "an import compares no digests", killer: "export.damaged", leavesOut: .exportDigest),
    ]
}
