import HoldfastCore
import Testing

@Suite struct ReadValidationTests {
    private static let partition: [Value] = [.text("n"), .text("r"), .int(0), .int(1)]
    private let range = IndexRange(QueueTable.table, QueueTable.byReadiness, partition, atMost: .int(9))

    private func code(_ call: () throws -> Void) -> BackendError.Code? {
        do {
            try call()
            return nil
        } catch {
            return (error as? BackendError)?.code
        }
    }

    @Test func rangesHaveTheirPartition() {
        #expect(code { try range.validate() } == nil)
        for partition: [Value] in [
            [], Array(Self.partition.dropLast()), Self.partition + [.int(1)], [.text("n"), .text("r"), .int(0), .null],
            [.text("n"), .text("r"), .int(0), .text("1")],
        ] {
            let range = IndexRange(QueueTable.table, QueueTable.byReadiness, partition)
            #expect(code { try range.validate() } == .invalidArgument, "\(partition)")
        }
        #expect(code { try IndexRange(QueueTable.table, nil, [.text("n"), .text("q")]).validate() } == nil)
    }

    @Test func boundsAreOfTheSortColumn() {
        for bound: Value in [.null, .text("1"), .double(1)] {
            var low = range
            low.atLeast = bound
            #expect(code { try low.validate() } == .invalidArgument, "\(bound)")
            var high = range
            high.atMost = bound
            #expect(code { try high.validate() } == .invalidArgument, "\(bound)")
            var open = range
            open.below = bound
            #expect(code { try open.validate() } == .invalidArgument, "\(bound)")
        }
    }

    @Test func limitsArePositive() {
        let primary = IndexRange(QueueTable.table, nil, [.text("n"), .text("q")])
        for (limit, expected) in [(1, nil), (0, .invalidArgument), (-1, .invalidArgument)]
            as [(Int, BackendError.Code?)]
        {
            #expect(code { try Scan(range, limit: limit).validate() } == expected)
            #expect(
                code { try Take([range], limit: limit, patch: []).validate() } == expected)
            #expect(code { try range.validateCount(filter: [], limit: limit) } == expected)
            #expect(code { try primary.validateErase(limit: limit) } == expected)
        }
        #expect(code { try range.validateErase(limit: 1) } == .invalidArgument)
    }

    @Test func filtersAndPatchesAreChecked() {
        let wrong = [Condition(QueueTable.fence, .equal(.text("1")))]
        var scan = Scan(range, limit: 1)
        scan.filter = wrong
        #expect(code { try scan.validate() } == .invalidArgument)
        #expect(
            code { try range.validateCount(filter: wrong, limit: 1) } == .invalidArgument)
        for patch: [Assignment] in [
            [.set(QueueTable.messageID, .text("a"))], [.set(QueueTable.fence, .null)], [.add(QueueTable.readyAt, 1)],
            [.set(QueueTable.route, .text("r"))],
        ] {
            let take = Take([range], limit: 1, patch: patch)
            #expect(code { try take.validate() } == .invalidArgument, "\(patch)")
        }
        let fine = Take([range], limit: 1, patch: [.set(QueueTable.readyAt, .int(99)), .add(QueueTable.fence, 1)])
        #expect(code { try fine.validate() } == nil)
        let short = Take([IndexRange(QueueTable.table, QueueTable.byReadiness, [])], limit: 1, patch: [])
        #expect(code { try short.validate() } == .invalidArgument)
    }
}
