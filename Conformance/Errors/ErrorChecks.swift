internal import HoldfastCore

extension Check {
    static let errorChecks = [
        Check(
            "errors.typed", .core, .sequential, kills: ["M184"],
            contract:
                "every failure is a StoreError (of the bare backend a BackendError) with a stable code; no driver "
                + "error escapes raw",
            why: "A program that must tell a conflict from an outage cannot parse a driver's words.",
            hint: "Translate at the boundary; what Core finds in a row that makes no sense is .corrupted."
        ) { c in
            let bare = try await c.handle()
            let unprepared = c.store(bare)
            try await c.expect(.schemaOutdated, "a store without tables") { _ = try await unprepared.runs.get("r") }
            try await c.expect(.schemaOutdated, "a commit without tables") {
                try await unprepared.runs.create(NewRun("w"))
            }
            let store = try await c.store()
            try await plant(c, store)
            let line = FaultyBackend(store.backend)
            line.plan { _, _ in .unavailable }
            try await c.expect(.unavailable, "a get over a line that is cut") {
                _ = try await c.store(line).runs.get("r")
            }
            line.plan { _, _ in .dropReply }
            try await c.expect(.ambiguous, "a create whose answers are all lost") {
                try await c.store(line).runs.create(NewRun("w"))
            }
            await store.close()
            try await c.expect(.closed, "a closed store") { _ = try await store.runs.list() }
        },
        Check(
            "errors.same-code", .core, .generated, kills: ["M03"],
            contract: "the same misuse gives the same code",
            why: "Code that was written against one store meets another in production.",
            hint: "Refuse misuse in Core and in the shared validation, before the backend."
        ) { c in
            let store = try await c.store(maximumPayloadBytes: 100_000)
            let lease = try await c.populate(store, "r")
            try await store.runs.create(NewRun("w", id: "ended"))
            try await store.runs.cancel("ended")
            let before = try await c.dump(store.backend)
            var misuses = misuses(store, lease)
            var random = SeededRandom(seed: c.seed)
            misuses.shuffle(using: &random)
            for misuse in misuses { try await c.expect(misuse.code, misuse.name, from: misuse.call) }
            try c.expect(try await c.dump(store.backend), before, "what is stored after misuse of every kind")
        },
        Check(
            "errors.retryable", .core, .faults,
            contract: "isRetryable is true for transient faults and false for conflicts and misuse",
            why: "A program that repeats a conflict never ends; one that gives up on an outage loses work.",
            hint: "Only where nothing was written and the same call may succeed."
        ) { c in
            let store = try await c.store(maximumPayloadBytes: 100_000)
            let lease = try await c.populate(store, "r")
            for misuse in misuses(store, lease) {
                let error = try await c.expect(misuse.code, misuse.name, from: misuse.call)
                try c.expect(error.isRetryable, false, "whether \(misuse.name) may be repeated")
            }
            let line = FaultyBackend(store.backend)
            line.plan { _, _ in .unavailable }
            let cut = try await c.expect(.unavailable, "a line that is cut") {
                try await c.store(line).runs.create(NewRun("w", id: "new"))
            }
            try c.expect(cut.isRetryable, true, "whether a call over a line that is cut may be repeated")
            line.plan { _, _ in nil }
            try await c.store(line).runs.create(NewRun("w", id: "new"))
            line.plan { _, _ in .dropReply }
            let lost = try await c.expect(.ambiguous, "a reply that stays lost") {
                try await c.store(line).runs.create(NewRun("w", id: "lost"))
            }
            try c.expect(lost.isRetryable, false, "whether what may have been written may be repeated")
        },
    ]

    /// Rows that this code would never write.
    private static func plant(_ c: CheckContext, _ store: Store) async throws {
        let wrongs: [(RunID, Assignment, StoreError.Code)] = [
            ("status", .set(RunTable.status, .text("asleep")), .corrupted),
            ("priority", .set(RunTable.priority, .int(99)), .corrupted),
            ("tags", .set(RunTable.tags, .text("[1]")), .corrupted),
            ("metadata", .set(RunTable.metadata, .text("\"text\"")), .corrupted),
            ("format", .set(RunTable.format, .int(RunRecord.newestFormat + 1)), .runNotSupported),
        ]
        for (id, wrong, code) in wrongs {
            try await store.runs.create(NewRun("w", id: id))
            var changes = [wrong]
            // A part of an index changes as a whole.
            if wrong.column == RunTable.priority {
                changes += [.set(RunTable.route, .text("nobody")), .set(RunTable.bucket, .int(0))]
            }
            let verdict = await store.backend.verdict(.update(c.key(RunTable.table, .text(id.rawValue)), changes))
            try c.expect(verdict, .done, "planting a wrong \(id)")
            try await c.expect(code, "a run with a wrong \(id)") { _ = try await store.runs.get(id) }
        }
    }
}
