internal import HoldfastCore
internal import Synchronization

extension Check {
    static let streamFollowChecks = [
        Check(
            "streams.append.concurrent", .complete, .concurrent, kills: ["M400"],
            contract: "concurrent appends: each chunk once, per-writer order kept",
            why: "Two tasks of one run that write at once must not write over each other.",
            hint: "Insert at the next index, and try again where another came first."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            try await stores[0].runs.create(NewRun("w", id: "r"))
            let results = await c.race(6) { n in
                for turn in 0..<6 {
                    let chunks = (0...turn % 2).map { Payload(text: "\(n) \(turn) \($0)") }
                    try await stores[n % 2].streams.named("s", of: "r").append(contentsOf: chunks)
                }
            }
            for result in results { try result.get() }
            let found = try await stores[1].streams.named("s", of: "r").read().chunks.map(\.content.text)
            for n in 0..<6 {
                let own = (0..<6).flatMap { turn in (0...turn % 2).map { "\(n) \(turn) \($0)" } }
                try c.expect(found.filter { $0.hasPrefix("\(n) ") }, own, "the chunks of writer \(n)")
            }
            try c.expect(found.count, 54, "chunks in all")
        },
        Check(
            "streams.follow.live", .complete, .handles, kills: ["M50"],
            contract: "a follower gets later chunks without loss at the history/live seam",
            why: "The chunk that comes between the last page and the first wait is the one that is lost.",
            hint: "Read on from the index behind the last chunk, whatever woke the follower."
        ) { c in
            for start in [0, 2, -1, 6] as [Int64] {
                let writer = try await c.store()
                let id = RunID("r\(start)")
                try await writer.runs.create(NewRun("w", id: id))
                let stream = writer.streams.named("s", of: id)
                for number in 0..<3 { try await stream.append(Payload(text: "history \(number)")) }
                // Something comes between any two calls of the follower.
                let follower = try await store(c) { call in
                    guard call < 20 else { return try await stream.close() }
                    for number in 0...call % 3 { try await stream.append(Payload(text: "live \(call) \(number)")) }
                }
                let found = try await chunks(of: follower.streams.named("s", of: id), from: start)
                let all = try await stream.read(limit: 1_000).chunks
                let first = try c.need(found.first?.index, "a chunk")
                if start >= 0 { try c.expect(first, start, "the first index") }
                try c.expect(found, Array(all[Int(first)...]), "what is followed from \(start)")
            }
        },
        Check(
            "streams.follow.close", .complete, .handles, kills: ["M404"],
            contract: "followers end when the stream is closed, after the last chunk",
            why: "Who waits for a stream that has ended waits for ever.",
            hint: "Read what is closed once more to its end."
        ) { c in
            let writer = try await c.store()
            try await writer.runs.create(NewRun("w", id: "r"))
            for last in 1...6 {
                let stream = writer.streams.named("s\(last)", of: "r")
                let follower = try await store(c) { call in
                    guard call >= last else { return }
                    try await stream.append(Payload(text: "last"))
                    try await stream.close()
                }
                let found = try await chunks(of: follower.streams.named("s\(last)", of: "r"), from: 0)
                try c.expect(found.map(\.content.text), ["last"], "what is followed up to call \(last)")
                let beyond = try await chunks(of: stream, from: 9)
                try c.expect(beyond, [], "from beyond the end of a closed stream")
            }
            let gone = try await store(c) { call in if call == 4 { try await writer.runs.delete("r", force: true) } }
            try await c.expect(.notFound, "a follower whose run is deleted") {
                _ = try await chunks(of: gone.streams.named("open", of: "r"), from: 0)
            }
        },
        Check(
            "streams.follow.cross-handle", .complete, .handles, kills: ["M409"],
            contract: "a follower on another handle sees chunks within one poll interval",
            why: "A page that shows a run's output is of no use an hour later.",
            hint: "Whatever wakes followers of one process: they look for themselves as well."
        ) { c in
            let writer = try await c.store()
            try await writer.runs.create(NewRun("w", id: "r"))
            let stream = writer.streams.named("s", of: "r")
            let written = Mutex<[Timestamp]>([])
            // After so long a silence that the follower waits as long as it ever does.
            let follower = try await store(c) { call in
                guard call >= 20, call % 15 == 0 else { return }
                written.withLock { $0.append(c.time.now) }
                try await stream.append(Payload(text: "\(call)"))
            }
            var chunks = follower.streams.named("s", of: "r").follow().makeAsyncIterator()
            for turn in 0..<3 {
                let chunk = try await c.answer("the chunk of turn \(turn)") { try await chunks.next() }
                try c.expect(chunk?.index, Int64(turn), "the index of turn \(turn)")
                let late = written.withLock { $0[turn] }.duration(to: c.time.now)
                try c.expect(late <= StreamFollower.longestWait, true, "whether \(late) is within one wait")
            }
        },
        Check(
            "streams.follow.slow", .complete, .handles, kills: ["M50"],
            contract: "a slow follower loses nothing and does not block the writer",
            why: "A reader on a slow line must not hold up the run that it reads of.",
            hint: "Chunks wait in the store; the follower reads them when it is asked."
        ) { c in
            let writer = try await c.store()
            try await writer.runs.create(NewRun("w", id: "r"))
            let stream = writer.streams.named("s", of: "r")
            var slow = try await c.store().streams.named("s", of: "r").follow().makeAsyncIterator()
            var found: [StreamChunk] = []
            for turn in 0..<40 {
                try await stream.append(contentsOf: (0..<10).map { Payload(text: "\(turn) \($0)") })
                if let chunk = try await slow.next() { found.append(chunk) }
            }
            try c.expect(found.count, 40, "chunks that the follower took so far")
            try await stream.close()
            while let chunk = try await slow.next() { found.append(chunk) }
            try c.expect(found.map(\.index), (0..<400).map { Int64($0) }, "all chunks")
            try c.expect(found, try await stream.read(limit: 1_000).chunks, "what they hold")
        },
        Check(
            "streams.follow.cancel", .complete, .handles, kills: ["M226"],
            contract: "cancelling a follower releases its resources",
            why: "A browser that is closed must not leave a loop behind that asks for ever.",
            hint: "The wait ends with its task, and no further call is made."
        ) { c in
            let writer = try await c.store()
            try await writer.runs.create(NewRun("w", id: "r"))
            let stream = writer.streams.named("s", of: "r")
            let waits = Latch<Void>()
            let calls = Atomic(0)
            let follower = try await store(c) { call in
                calls.store(call, ordering: .relaxed)
                if call == 9 { waits.open(()) }
            }
            let task = Task { try await chunks(of: follower.streams.named("s", of: "r"), from: 0) }
            await waits.wait()
            task.cancel()
            let isCancelled =
                if case .failure(let error) = await task.result { error is CancellationError } else { false }
            try c.expect(isCancelled, true, "whether the follower ended by its cancellation")
            let made = calls.load(ordering: .relaxed)
            try c.expect(try await stream.isFollowed(), false, "whether anybody still waits for the stream")
            try await stream.append(Payload(text: "a"))
            for _ in 0..<100 { await Task.yield() }
            try c.expect(calls.load(ordering: .relaxed), made, "calls of the follower after its end")
        },
    ]

    /// A store that finds this done before each of its calls, which are numbered from 1.
    private static func store(
        _ c: CheckContext, before: @escaping @Sendable (Int) async throws -> Void
    ) async throws -> Store {
        let calls = Atomic(0)
        let backend = Interposed(try await c.backend()) { _ in
            // Where it fails, the follower does not get what it waits for, and the check finds that out.
            try? await before(calls.add(1, ordering: .relaxed).newValue)
        }
        return c.store(backend)
    }

    private static func chunks(of stream: RunStream, from start: Int64) async throws -> [StreamChunk] {
        try await stream.follow(from: start).reduce(into: []) { $0.append($1) }
    }
}
