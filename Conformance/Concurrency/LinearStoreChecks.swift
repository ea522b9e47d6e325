internal import HoldfastCore

extension Check {
    static let linearStoreChecks = [
        Check(
            "lin.register", .coordinated, .concurrent, kills: ["M01", "M02", "M87"],
            contract: "run get/CAS history is linearizable (WGL, partitioned by run)",
            why: "Workers that each decide rightly by what they read must not both be wrong together.",
            hint: "The revision is a condition of the commit; a read sees the last acknowledged commit."
        ) { c in
            try await c.expectLinear(RunWorkload(), subjects: 3, clients: 6, operations: 12)
            try await c.expectLinear(RunWorkload(), subjects: 2, rounds: 3, losesReplies: true)
        },
        Check(
            "runs.update.cas-linear", .coordinated, .concurrent, kills: ["M01", "M02"],
            contract: "the history of get/update on one run is linearizable",
            why: "Of two changes from one revision the second would undo the first.",
            hint: "Nothing may come between the test of the revision and the write."
        ) { c in
            try await c.expectLinear(RunWorkload(), clients: 8, operations: 6)
        },
        Check(
            "lin.lease", .coordinated, .concurrent, kills: ["M36", "M37", "M38", "M39"],
            contract: "lease history is linearizable with ambiguous operations allowed",
            why: "Two workers that both hold a run charge the customer twice.",
            hint: "Every write of a lease is conditioned on fence, life and status."
        ) { c in
            try await c.expectLinear(LeaseWorkload(), subjects: 2, operations: 10)
            try await c.expectLinear(LeaseWorkload(losesReplies: true), losesReplies: true)
        },
        Check(
            "lease.linear", .coordinated, .concurrent, kills: ["M36", "M37", "M39"],
            contract: "acquire/renew/release/read history is linearizable",
            why:
                "A release that frees another's claim, or a renewal that revives a dead one, gives one run two owners.",
            hint: "The fence is the right to write; the time of expiry is a condition of the renewal."
        ) { c in
            try await c.expectLinear(LeaseWorkload(), clients: 4, operations: 10, rounds: 8)
        },
        Check(
            "lin.log", .coordinated, .concurrent, kills: ["M30"],
            contract: "append/read history: dense, prefix-stable, real-time ordered",
            why: "A log whose readers disagree about its order is no history.",
            hint: "The insert behind the end decides; a read stops at the first gap."
        ) { c in
            try await c.expectLinear(LogWorkload(), subjects: 2, operations: 8)
            try await c.expectLinear(LogWorkload(), rounds: 3, losesReplies: true)
        },
        Check(
            "kv.cas.linear", .coordinated, .concurrent, kills: ["M01", "M02", "M87"],
            contract: "concurrent CAS/get history on one key is linearizable",
            why: "A value that is deleted and set anew looks like the old one to who compares too little.",
            hint: "Condition on the revision and on the token of the insert: a new row counts from 1 again."
        ) { c in
            try await c.expectLinear(StateWorkload(), operations: 8)
        },
        Check(
            "lin.queue", .coordinated, .concurrent, kills: ["M42", "M44"],
            contract: "claim/ack/nack history: no double claim, no loss, no invention",
            why: "A message that two workers have is handled twice, and one that nobody has never.",
            hint: "Every answer is conditioned on the receipt's fence and on the status."
        ) { c in
            try await c.expectLinear(QueueWorkload(), subjects: 2, operations: 10)
            try await c.expectLinear(QueueWorkload(losesReplies: true), losesReplies: true)
        },
        Check(
            "lin.hooks", .coordinated, .concurrent, kills: ["M33"],
            contract: "token create/dispose history is linearizable",
            why: "A token that two runs have at one moment leads a callback to the wrong one.",
            hint: "Whoever takes a token conditions on the hook and the run that had it last."
        ) { c in
            try await c.expectLinear(HookWorkload(), operations: 8)
            try await c.expectLinear(HookWorkload(), subjects: 2, rounds: 3, losesReplies: true)
        },
    ]
}
