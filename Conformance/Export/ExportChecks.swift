internal import HoldfastCore
internal import Synchronization

extension Check {
    static let exportChecks = [
        Check(
            "model.export-import", .complete, .generated, kills: ["M511"],
            contract: "dump(A) imported into B dumps identically (migration between backends)",
            why: "Who begins with a file and grows out of it must not lose a row on the way.",
            hint: "Walk every table of the schema; keep every value exactly."
        ) { c in
            let store = try await c.store()
            let written = try await c.fillAll(store)
            let lines = try await c.export(store)
            let dump = try await c.exported(store.backend)
            try await c.suite.withPlace(c.check + ".copy", seed: c.seed) { other in
                let copy = try await other.store()
                let summary = try await copy.import(Lines(lines: lines))
                try c.expect(summary.runs, 4, "runs that were imported")
                try c.expect(summary.isWhole, true, "whether all of the export is there")
                let layer = other.layer(copy.backend, c.suite.payloads.transforms)
                for var row in written {
                    row[row.table.partition[0]] = .text(other.place.id)
                    try c.expect(try await layer.row(row.key), row, "a row of \(row.table.name) in the copy")
                }
                let copied = try await other.exported(copy.backend)
                try c.expect(copied.count, dump.count, "rows of the copy")
                let difference = zip(dump, copied).first { $0 != $1 }.map { [$0.prefix(300), $1.prefix(300)] }
                try c.expect(difference, nil, "the first row that differs")
                let again = try await other.export(copy)
                let rows = { (lines: [String]) in Array(lines.dropFirst().dropLast()) }
                try c.expect(rows(again) == rows(lines), true, "whether an export of the copy has the same lines")
            }
        },
        Check(
            "export.run", .complete, .sequential, kills: ["M517"],
            contract: "one run is exported with all that belongs to it and nothing else; an unknown one is .notFound",
            why: "A run that failed at a customer's is carried to a desk.",
            hint: "The rows of its life, its tags, and its own row last."
        ) { c in
            let store = try await c.store()
            for id in ["a", "b"] as [RunID] { try await c.populate(store, id, content: "of \(id)") }
            let lines = try await c.export(store, .run("a"))
            try c.expect(lines.contains { $0.contains("\"run_id\":\"b\"") }, false, "whether the other run is in it")
            try await c.expect(.notFound, "an unknown run") { _ = try await c.export(store, .run("none")) }
            try await c.suite.withPlace(c.check + ".copy", seed: c.seed) { other in
                let copy = try await other.store()
                try await copy.import(Lines(lines: lines))
                try await other.settle()
                try c.expect(try await copy.runs.list().items.map(\.id), ["a"], "the runs of the copy")
                try c.expect(try await copy.runs.get("a"), try await store.runs.get("a"), "the run")
                let steps = try await copy.steps.get("a", step: "s")
                try c.expect(steps, try await store.steps.get("a", step: "s"), "its step")
                var query = RunQuery()
                query.filter.tags = ["tag": "value"]
                try c.expect(try await copy.runs.list(query).items.map(\.id), ["a"], "the run by its tag")
            }
        },
        Check(
            "export.damaged", .complete, .generated, kills: ["M512"],
            contract:
                "an export of which a line was changed, lost, doubled or moved is .corrupted, and no run of which one "
                + "was shows in the store",
            why: "Half a history that looks whole is worse than none.",
            hint: "Write a run when all its lines are there with their digest."
        ) { c in
            let store = try await c.store()
            for id in ["a", "b"] as [RunID] { try await c.populate(store, id, content: "of \(id)") }
            let lines = try await c.export(store)
            var random = SeededRandom(seed: c.seed)
            for position in lines.indices.dropFirst() {
                var (changed, lost, doubled, moved) = (lines, lines, lines, lines)
                changed[position] = changed[position].replacing("1", with: "2", maxReplacements: 1)
                if changed == lines { changed[position] += " x" }
                lost.remove(at: position)
                doubled.insert(lines[position], at: position)
                moved.swapAt(position, 1 + random.number(below: lines.count - 1))
                for damaged in [changed, lost, doubled, moved, Array(lines[..<position])] where damaged != lines {
                    try await c.suite.withPlace(c.check + ".copy", seed: c.seed) { other in
                        let copy = try await other.store()
                        try await c.expect(.corrupted, "an export damaged at line \(position + 1)") {
                            _ = try await copy.import(Lines(lines: damaged))
                        }
                        for run in try await copy.runs.getMany(["a", "b"]).compactMap(\.self) {
                            let whole = try await store.runs.get(run.id)
                            try c.expect(run, whole, "a run that shows after a damaged import")
                        }
                    }
                }
            }
            try await c.expect(.invalidArgument, "what is no export") {
                _ = try await store.import(Lines(lines: ["{\"a\":1}"]))
            }
        },
        Check(
            "export.resumes", .complete, .faults, kills: ["M518"],
            contract:
                "a copy that is cut off at any write is finished by repeating it; until then no run shows without all "
                + "of its rows",
            why: "A copy of a night that begins again from nothing is never done.",
            hint: "Insert or compare; each run's own row comes last."
        ) { c in
            let source = try await c.store()
            for id in ["a", "b"] as [RunID] { try await c.populate(source, id, content: "of \(id)") }
            try await c.keep(source, Payload(bytes: noise(30_000)))
            let dump = try await c.exported(source.backend)
            for cut in 1... {
                let isDone = try await c.suite.withPlace(c.check + ".copy", seed: c.seed) { other in
                    let line = FaultyBackend(try await other.backend())
                    let target = other.store(line)
                    // Each insert of a group is a commit of its own here.
                    let writes = Atomic(0)
                    let narrow = other.store(
                        Interposed(line) { verb in
                            guard verb == .commitEach || verb == .commit else { return }
                            let count = writes.add(1, ordering: .relaxed).newValue
                            if count == cut { line.plan { _, _ in .unavailable } }
                        })
                    let first = try? await Store.copy(from: source, to: narrow)
                    line.plan { _, _ in nil }
                    for run in try await target.runs.getMany(["a", "b"]).compactMap(\.self) {
                        let steps = try await target.steps.list(run.id).items.count
                        try c.expect(steps, 1, "the steps of a run that shows halfway")
                    }
                    let summary = try await Store.copy(from: source, to: target)
                    try c.expect(summary.isWhole, true, "whether all is there")
                    try c.expect(try await other.exported(line), dump, "the copy cut at write \(cut)")
                    return first != nil
                }
                if isDone { break }
            }
        },
        Check(
            "export.again", .complete, .sequential, kills: ["M519"],
            contract:
                "importing again changes nothing and says so; what is there in another state stays and is reported",
            why: "An import that writes over what has gone on since loses that.",
            hint: "Compare what is there; never write over it."
        ) { c in
            let store = try await c.store()
            try await c.fillAll(store)
            try await c.keep(store, Payload(text: "old"))
            let lines = try await c.export(store)
            let before = try await c.exported(store.backend)
            let same = try await store.import(Lines(lines: lines))
            try c.expect([same.runs, same.rows, same.sameRuns, same.otherRows], [0, 0, 4, 0], "what was done")
            try c.expect(try await c.exported(store.backend) == before, true, "whether nothing has changed")
            try await store.runs.cancel("run 1")
            try await c.keep(store, Payload(text: "new"))
            let after = try await c.exported(store.backend)
            let other = try await store.import(Lines(lines: lines))
            try c.expect(other.otherRuns, ["run 1"], "the runs that differ")
            try c.expect(
                [other.sameRuns, other.otherRows], [3, 1], "the runs that are the same, and rows that differ")
            try c.expect(try await c.exported(store.backend) == after, true, "whether what is there stays")
        },
        Check(
            "export.deleted", .complete, .faults, kills: ["M516"],
            contract: "nothing of a run whose deletion was cut off is exported",
            why: "What a user asked to have deleted must not come back with a copy.",
            hint: "Begin with the runs that are there."
        ) { c in
            let line = FaultyBackend(try await c.backend())
            let store = c.store(line)
            for id in ["gone", "kept"] as [RunID] { try await c.populate(store, id, content: "of \(id)") }
            line.plan { verb, _ in verb == .erase ? .unavailable : nil }
            try await store.runs.delete("gone", force: true)
            line.plan { _, _ in nil }
            let markers = try await line.walk(c.range(PurgeTable.table))
            try c.expect(markers.count, 1, "deletions that were cut off")
            let lines = try await c.export(store)
            // That it was deleted is recorded, and may be told.
            let isThere = lines.contains {
                let isAudit = $0.contains("\"\(AuditTable.table.name)\"")
                return (!isAudit && $0.contains("gone")) || $0.contains(Base64.encode(Array("of gone".utf8)))
            }
            try c.expect(isThere, false, "whether the deleted run is in the export")
        },
        Check(
            "export.payloads", .complete, .sequential, kills: ["M520"],
            contract:
                "an export has the payloads as the program knows them, or by option as they are stored: then it is "
                + "refused in another namespace, and elsewhere read with the same transforms only",
            why: "A backup of encrypted data that is plain is a leak; one that cannot be read is no backup.",
            hint: "Read through the layer of payloads, or beneath it."
        ) { c in
            let options = PayloadOptions(transforms: [Scramble("k1")])
            let store = c.store(try await c.backend(), namespace: "secrets", payloads: options)
            let secret = String(repeating: "swordfish ", count: 3_000)
            try await c.populate(store, "r", content: secret)
            try await c.keep(store, Payload(text: secret), through: options.transforms)
            let plain = Base64.encode(Array(secret.utf8.prefix(300)))
            let (decoded, stored) = (try await c.export(store), try await c.export(store, stored: true))
            try c.expect(decoded.contains { $0.contains(plain) }, true, "whether a decoded export shows payloads")
            try c.expect(stored.contains { $0.contains(plain) }, false, "whether a stored export shows payloads")
            try await c.suite.withPlace(c.check + ".copy", seed: c.seed) { other in
                let rows = try await other.backend()
                try await c.expect(.invalidArgument, "a stored export in another namespace") {
                    _ = try await other.store(rows).import(Lines(lines: stored))
                }
                let copy = other.store(rows, namespace: "secrets", payloads: options)
                try await copy.import(Lines(lines: stored))
                try c.expect(try await copy.runs.get("r"), try await store.runs.get("r"), "the run")
                let kept = try await other.kept(copy, through: options.transforms)?.text == secret
                try c.expect(kept, true, "whether the value beside the runs is there")
                try await other.settle()
                c.time.move(by: .hours(5))
                other.time.move(by: .hours(5))
                try c.expect(try await copy.sweepPayloads(), 0, "payloads that a sweep of the copy removes")
                let plain = other.store(rows, namespace: "decoded")
                try await plain.import(Lines(lines: decoded))
                let input = try await plain.runs.get("r").input?.text == secret
                try c.expect(input, true, "whether a decoded export is read without transforms")
            }
        },
    ]
}
