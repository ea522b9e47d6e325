internal import HoldfastCore

extension Check {
    static let linearChecks = [
        Check(
            "verbs.linear", .coordinated, .concurrent, kills: ["M02", "M87"],
            contract: "get/commit/take histories on one row are linearizable, ambiguous calls included",
            why:
                "A worker decides by what it read; without one order of reads and writes two workers are both right.",
            hint: "One writer at a time for a row, and reads that see the last acknowledged write."
        ) { c in
            try await c.expectLinear(RowWorkload(context: c))
            try await c.expectLinear(RowWorkload(context: c), losesReplies: true)
        }
    ]
}
