import HoldfastConformance
import Testing

@Suite struct ManifestTests {
    private let manifest = Manifest.holdfast

    /// A check that is dropped without a word would lower what a level means.
    @Test func everyCheckThatIsToBeRunsOrWaits() {
        let ids = manifest.checks.map(\.id)
        let waiting = manifest.waiting.flatMap(\.ids)
        #expect(Set(ids).count == ids.count && Set(waiting).count == waiting.count)
        #expect(Set(ids).intersection(waiting) == [], "these have code: take them from Manifest+Waiting.swift")
        #expect(ids.count + waiting.count >= 506)
    }

    @Test func whatWaitsSaysForWhat() {
        #expect(manifest.waiting.allSatisfy { !$0.reason.isEmpty && !$0.ids.isEmpty })
    }

    @Test func theDigestSeesAnotherCheckAndAnotherLevel() {
        let one = Check("a.a", .core, .sequential, contract: "", why: "", hint: "") { _ in }
        let higher = Check("a.a", .durable, .sequential, contract: "", why: "", hint: "") { _ in }
        let digests = [[], [one], [higher], [one, higher]].map { Manifest(checks: $0).digest }
        #expect(Set(digests).count == 4 && digests.allSatisfy { $0.count == 16 })
        #expect(Manifest(checks: [one]).digest == digests[1])
    }

    @Test(arguments: [
        ("lease.*", "lease.take", true), ("lease.*", "leases.take", false), ("*.take", "lease.take", true),
        ("*", "a", true), ("a", "a", true), ("a", "ab", false), ("a*b*c", "a-b-c", true), ("a*b*c", "a-c-b", false),
        ("*ab*", "xaab", true), ("a*a", "a", false), ("", "a", false),
    ])
    func aStarStandsForAnyLetters(_ filter: String, _ id: String, _ isChosen: Bool) {
        let check = Check(id, .core, .sequential, contract: "", why: "", hint: "") { _ in }
        #expect(Plan(filter: filter, ids: [], manifest: Manifest(checks: [check])).checks.isEmpty == !isChosen)
    }
}
