internal import HoldfastCore

extension Check {
    static let hookChecks = [
        Check(
            "hooks.create.lookup", .core, .sequential, kills: ["M340", "M341"],
            contract: "a created hook is found by id and by token",
            why: "Who calls back has the token; the run has the id.",
            hint: "Read by the primary key: an index may lag."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            var new = NewHook(token: "token", id: "h")
            new.metadata = ["path": .string("/pay"), "list": .array([.int(1), .null])]
            let hook = try await store.hooks.create(new, lease: lease)
            try c.expect([hook.id, hook.token, hook.runID.rawValue], ["h", "token", "r"], "what was created")
            try c.expect(hook.incarnation, lease.incarnation, "the life")
            try c.expect(hook.status, .active, "the status")
            try c.expect(hook.metadata, new.metadata, "the metadata")
            try c.expect(hook.createdAt, c.time.now, "the time")
            try c.expect(try await store.hooks.get(token: "token"), hook, "the hook by its token")
            let byID = try await c.answer("the hook by its id") { try await store.hooks.get("h", of: "r") }
            try c.expect(byID, hook, "the hook by its id")
            try c.expect(try await store.hooks.list(of: "r").items, [hook], "the run's hooks")
            let again = try await store.hooks.create(new, lease: lease)
            try c.expect(again, hook, "the hook that a run creates again after a crash")
            let unnamed = try await store.hooks.create(NewHook(token: "other"), lease: lease)
            try c.expect(try await store.hooks.get(unnamed.id, of: "r"), unnamed, "a hook whose id the store made")
        },
        Check(
            "hooks.create.duplicate-token", .core, .sequential, kills: ["M342"],
            contract: "a second live hook with the same token throws .tokenConflict",
            why: "A callback that reaches one of two runs by chance resumes the wrong one.",
            hint: "Insert the token; do not write over it."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            let hook = try await store.hooks.create(NewHook(token: "t", id: "a"), lease: lease)
            let error = try await c.expect(.tokenConflict, "the same token under another id") {
                try await store.hooks.create(NewHook(token: "t", id: "b"), lease: lease)
            }
            try c.expect([error.kind, error.actual], ["hook", "r"], "what the error names")
            try await c.expect(.alreadyExists, "the same id with another token") {
                try await store.hooks.create(NewHook(token: "u", id: "a"), lease: lease)
            }
            try c.expect(try await store.hooks.get(token: "t"), hook, "the first hook")
            for (token, id) in [("t", "b"), ("u", "a")] {
                if token == "u" {
                    try await c.expect(.notFound, "the token of the other") {
                        _ = try await store.hooks.get(token: token)
                    }
                } else {
                    try await c.expect(.notFound, "the id of the other") {
                        _ = try await store.hooks.get(id, of: "r")
                    }
                }
            }
        },
        Check(
            "hooks.create.duplicate-race", .coordinated, .concurrent, kills: ["M33"],
            contract: "of N creates of one token exactly one wins, also when its last run has ended",
            why: "Two runs that both believe to have the token wait, and one of them for ever.",
            hint: "That the token is free, or its last run has ended, is a condition of the commit that takes it."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            for round in 0..<6 {
                let token = "token \(round)"
                if round % 2 == 1 {
                    let last = try await c.running(stores[0], RunID("last \(round)"))
                    try await stores[0].hooks.create(NewHook(token: token, id: "h"), lease: last)
                    try await stores[0].leases.complete(last, output: nil)
                }
                var leases: [RunLease] = []
                for n in 0..<6 { leases.append(try await c.running(stores[0], RunID("r\(round)-\(n)"))) }
                let results = await c.race(6) { [leases] n in
                    try await stores[n % 2].hooks.create(NewHook(token: token, id: "h"), lease: leases[n])
                }
                let winners = results.compactMap { try? $0.get() }
                try c.expect(winners.count, 1, "creates that won in round \(round)")
                let codes = results.compactMap(\.storeCode)
                try c.expect(codes, Array(repeating: .tokenConflict, count: 5), "what the others heard")
                try c.expect(try await stores[1].hooks.get(token: token), winners[0], "the hook of the token")
            }
        },
        Check(
            "hooks.create.cross-run-conflict", .core, .sequential, kills: ["M342"],
            contract: "the conflict holds across runs and names the owning run, never its payload",
            why: "Who chose a token badly must find out with whom it collides, and nothing more.",
            hint: "The token is unique in the namespace, not in the run."
        ) { c in
            let store = try await c.store()
            let first = try await c.running(store, "first")
            var new = NewHook(token: "t", id: "h")
            new.metadata = ["secret": .string("do-not-show")]
            let hook = try await store.hooks.create(new, lease: first)
            try await store.hooks.deliver(Payload(text: "do-not-show"), token: "t")
            let second = try await c.running(store, "second")
            let error = try await c.expect(.tokenConflict, "a token of another run") {
                try await store.hooks.create(NewHook(token: "t", id: "h"), lease: second)
            }
            try c.expect(error.actual, "first", "the run that the error names")
            try c.expect("\(error)".contains("do-not-show"), false, "whether the error shows content")
            try c.expect(try await store.hooks.get(token: "t"), hook, "the hook of the token")
        },
        Check(
            "hooks.create.tenant-scope", .coordinated, .sequential, kills: ["M343"],
            contract: "the same token in two tenants is two hooks",
            why: "A tenant must not find out which tokens another uses, let alone take them.",
            hint: "The key of a token begins with the namespace."
        ) { c in
            let backend = try await c.backend()
            let stores = [c.store(backend), c.store(backend, namespace: c.place.id + "-other")]
            for (n, store) in stores.enumerated() {
                let lease = try await c.running(store, "r")
                var new = NewHook(token: "t", id: "h")
                new.metadata = ["n": .int(Int64(n))]
                try await c.answer("the hook of tenant \(n)") { try await store.hooks.create(new, lease: lease) }
            }
            for (n, store) in stores.enumerated() {
                let hook = try await c.answer("the hook of tenant \(n)") { try await store.hooks.get(token: "t") }
                try c.expect(hook.metadata, ["n": .int(Int64(n))], "the hook of tenant \(n)")
                try await store.hooks.deliver(Payload(text: "\(n)"), token: "t")
            }
            for (n, store) in stores.enumerated() {
                c.time.move(by: .seconds(60))
                var lease = try await c.claim(store, "r")
                try c.expect(try await c.receiveAll(store, .hook("h"), &lease), ["\(n)"], "deliveries of tenant \(n)")
            }
        },
        Check(
            "hooks.get.missing", .core, .sequential, kills: ["M344"],
            contract: "unknown token throws .notFound(hook)",
            why: "A callback to nobody is the caller's mistake, and the caller must hear of it.",
            hint: "No empty hook in the place of one that is not there."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            try await store.hooks.create(NewHook(token: "t", id: "h"), lease: lease)
            let calls: [(String, () async throws -> Void)] = [
                ("an unknown token", { _ = try await store.hooks.get(token: "h") }),
                ("an unknown id", { _ = try await store.hooks.get("t", of: "r") }),
                ("a delivery to an unknown token", { try await store.hooks.deliver(nil, token: "T") }),
                ("disposing of an unknown hook", { try await store.hooks.dispose("t", lease: lease) }),
            ]
            for (subject, call) in calls {
                let error = try await c.expect(.notFound, subject, from: call)
                try c.expect(error.kind, "hook", "the kind of thing that \(subject) lacks")
            }
        },
        Check(
            "hooks.token.exact", .core, .sequential, kills: ["M21", "M22"],
            contract: "token match is exact: case, trailing space, normal form count",
            why: "A token is a secret: one that is nearly right is wrong.",
            hint: "Compare keys by their bytes."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            let tokens = [
                "token", "Token", "token ", " token", "tok\u{E9}n", "toke\u{301}n", "tok\u{E9}n\u{200B}", "tok",
            ]
            for (n, token) in tokens.enumerated() {
                do {
                    try await store.hooks.create(NewHook(token: token, id: "\(n)"), lease: lease)
                } catch let error as StoreError where error.code == .tokenConflict {
                    throw c.violation(
                        "a hook of the token \"\(token)\"", expected: "created", actual: "\(error.code.name)")
                }
            }
            for (n, token) in tokens.enumerated() {
                let hook = try await store.hooks.get(token: token)
                try c.expect(hook.id, "\(n)", "the hook of \(token.debugDescription)")
                try c.expect(Array(hook.token.utf8), Array(token.utf8), "the bytes of its token")
            }
            for token in ["TOKEN", "token  ", "tok%", "toke", "toke\u{301}n\u{200B}"] {
                try await c.expect(.notFound, token.debugDescription) { _ = try await store.hooks.get(token: token) }
            }
        },
    ]
}
