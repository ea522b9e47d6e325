internal import HoldfastCore

extension Check {
    static let rekeyChecks = [
        Check(
            "payload.rekey.complete", .complete, .sequential, kills: ["M509"],
            contract:
                "after a rekeying to its end every payload of the namespace is read with the new key alone; other "
                + "namespaces are untouched",
            why: "The key that is thrown away a row too early takes that row with it.",
            hint: "Walk every table that holds payloads, to its end."
        ) { c in
            let rows = try await c.backend()
            let old = c.layer(rows, [Scramble("k1")])
            var written: [Row] = []
            for table in c.payloadTables {
                for (n, size) in [10, 21_000, 30].enumerated() {
                    var row = c.row(table, payload: noise(size))
                    for column in table.key.dropFirst() where column.type == .text { row[column] = .text("k\(n)") }
                    written.append(row)
                }
            }
            for row in written { try c.expect(await old.verdict(.insert(row)), .done, "a row of \(row.table.name)") }
            // One from before there was any transform.
            let plain = c.state("plain", content: noise(50))
            try c.expect(await c.layer(rows).verdict(.insert(plain)), .done, "a row without a transform")
            let strange = c.store(
                rows, namespace: c.place.id + "-other", payloads: PayloadOptions(transforms: [Scramble("k1")]))
            try await strange.state(of: "life").set("k", Payload(text: "theirs"))
            let both = PayloadOptions(transforms: [Scramble("k2", knowing: ["k1"])])
            try c.expect(
                try await c.rekey(c.store(rows, payloads: both), limit: 1_000), written.count + 1, "rows changed")
            try c.expect(try await c.rekey(c.store(rows, payloads: both), limit: 1_000), 0, "rows changed by another")
            let new = c.layer(rows, [Scramble("k2")])
            for row in written + [plain] {
                let read = try await c.answer("a read of \(row.table.name)") { try await new.row(row.key) }
                try c.expect(read == row, true, "whether \(row.table.name) is as it was")
            }
            let theirs = try await strange.state(of: "life").get("k")?.content.text
            try c.expect(theirs, "theirs", "the value in another namespace")
        },
        Check(
            "payload.rekey.resumes", .complete, .sequential, kills: ["M515"],
            contract:
                "a rekeying goes on where its last call ended, in calls of bounded size; a cursor of another list is "
                + ".invalidCursor",
            why: "A million rows are not rewritten in one call, and programs stop in between.",
            hint: "The cursor holds the table and the place in it."
        ) { c in
            let rows = try await c.backend()
            let old = c.store(rows, payloads: PayloadOptions(transforms: [Scramble("k1")]))
            let state = old.state(of: "life")
            for n in 0..<23 { try await state.set("k\(n)", Payload(text: "\(n)")) }
            for n in 0..<5 { try await old.runs.create(NewRun("w", id: RunID("r\(n)"), input: Payload(text: "\(n)"))) }
            let new = c.store(rows, payloads: PayloadOptions(transforms: [Scramble("k2", knowing: ["k1"])]))
            try c.expect(try await c.rekey(new, limit: 4), 28, "rows changed in calls of 4")
            try await c.expect(.invalidCursor, "a stray cursor") { _ = try await new.rekey(after: "stray") }
            try await c.expect(.invalidArgument, "a call of no rows") { _ = try await new.rekey(limit: 0) }
        },
        Check(
            "payload.rekey.concurrent", .complete, .concurrent,
            contract: "values that change while they are rekeyed keep what was written last",
            why: "A maintenance that takes back an update loses it.",
            hint: "Write on condition that the rest of the row is as it was read."
        ) { c in
            let rows = try await c.backend()
            let old = c.store(rows, payloads: PayloadOptions(transforms: [Scramble("k1")]))
            for n in 0..<8 { try await old.state(of: "life").set("k\(n)", Payload(text: "old")) }
            let options = PayloadOptions(transforms: [Scramble("k2", knowing: ["k1"])])
            let stores = [c.store(try await c.backend(), payloads: options), c.store(rows, payloads: options)]
            let results = await c.race(2) { n -> Int in
                if n == 0 { return try await c.rekey(stores[0], limit: 2) }
                for n in 0..<8 { try await stores[1].state(of: "life").set("k\(n)", Payload(text: "new")) }
                return 0
            }
            for result in results { _ = try result.get() }
            let alone = c.store(rows, payloads: PayloadOptions(transforms: [Scramble("k2")]))
            for n in 0..<8 {
                let value = try await c.answer("a read") { try await alone.state(of: "life").get("k\(n)")?.content }
                try c.expect(value?.text, "new", "the value")
            }
        },
    ]
}

extension CheckContext {
    /// Rekeys to the end in calls of so many rows. Returns how many were changed.
    func rekey(_ store: Store, limit: Int) async throws -> Int {
        var changed = 0
        var cursor: String?
        repeat {
            let progress = try await store.rekey(after: cursor, limit: limit)
            try expect(progress.examined <= limit, true, "whether a call looks at no more than its limit")
            changed += progress.changed
            cursor = progress.next
        } while cursor != nil
        return changed
    }

    /// A run with this content in everything that takes bytes, and all else that the store keeps bytes in.
    func fill(_ store: Store, _ id: RunID, _ content: Payload) async throws {
        var new = NewRun("w", id: id, input: content)
        new.context = content
        try await store.runs.create(new)
        var lease = try await claim(store, id)
        var failed = StepRecord(key: "s", position: 1)
        failed.status = .retrying
        failed.failure = Failure(code: "c", message: content.text, details: content)
        lease = try await commit(store, failed, lease)
        var step = StepRecord(key: "s", position: 1, output: content)
        step.input = content
        step.attempts = 2
        let writes = [StateWrite.set("k", content)]
        guard
            case .committed(let held) = try await store.steps.commit(
                step, replacing: failed, writes: writes, lease: lease)
        else { throw violation("a second attempt", expected: "committed", actual: "a step that was there") }
        let state = store.state(of: lease.incarnation)
        try await state.set("k", content)
        _ = try await state.compareAndSet("k", expected: content, content)
        try await store.leases.complete(held, output: content)
        _ = try await store.runs.start(new, onConflict: .restartIfEnded)
        try await store.runs.cancel(id)
        _ = try await store.runs.list()
        try await store.runs.delete(id)
    }
}
