import HoldfastConformance
import HoldfastConformanceSubjects
import HoldfastCore
import Testing

/// What a run tells of itself.
@Suite struct ReportTests {
    private static func check(
        _ id: String, uses: [Conformance.Ability] = [], needs: [Check.Capability] = [],
        _ body: @escaping @Sendable (CheckContext) async throws -> Void
    ) -> Check {
        Check(
            id, .core, .generated, needs: needs, uses: uses, contract: "it is <so>", why: "else not", hint: "there",
            body)
    }

    private static let manifest = Manifest(
        checks: [
            check("a.pass") { _ in },
            check("a.fail") { c in
                guard c.seed == 6 else { return }
                try c.expect("\u{1B}[2Jone & two\u{0}", "three", "the \"word\"")
            },
            check("b.lost", uses: [.unsyncedWrites]) { _ in },
            check("b.durable", needs: [.durable]) { _ in },
            check("b.open") { _ in throw Inconclusive("nothing overlapped") },
        ],
        waiting: [Manifest.Waiting("not built", "c.later d.later")])

    private func report(_ filter: String? = nil) async -> Report {
        let plan =
            filter.map { Plan(filter: $0, ids: [], manifest: Self.manifest) }
            ?? Plan(level: nil, manifest: Self.manifest)
        var runner = Runner(.memory, plan)
        runner.seed = 5
        runner.command = "holdfast conformance --store 'memory:'"
        return await runner.run()
    }

    @Test func aFailureTellsAllThatThereIsToTell() async {
        let report = await report()
        #expect(report.exit == .failed && report.level == nil && report.badge == "no level · 1/4")
        for part in [
            "fail: a.fail (L1, generated)\n", "  contract:      it is <so>\n", "  why:           else not\n",
            "  where to look: there\n", "  looked at:     the \"word\"\n", "  expected:      three\n",
            "  actual:        \\u{1B}[2Jone & two\\u{0}\n", "  seed:          6\n",
            "  at:            ContractTests/ReportTests.swift:",
            "  repeat:        holdfast conformance --store 'memory:' --check a.fail --seed 6\n",
            "Not declared by the store: durable (1)\n",
            "b.lost: the harness lacks unsyncedWrites: Memory does not have it\n",
            "b.open: nothing overlapped\n", "Waiting for code: 2 checks",
            "no level; 1 pass, 1 fail, 1 inconclusive, 1 skipped, 1 notDeclared;",
        ] {
            #expect(report.table.contains(part), "\(part)")
        }
    }

    /// The seed that a failure names leads there at once, and the run ends the same way.
    @Test func theSeedThatIsPrintedRepeatsTheFailure() async throws {
        let first = await report()
        let failed = try #require(first.outcomes.first { $0.verdict.isFailure })
        var again = Runner(.memory, Plan(filter: nil, ids: [failed.check.id], manifest: Self.manifest))
        again.seed = failed.seed
        let second = await again.run()
        #expect(second.outcomes.map(\.seed) == [failed.seed] && second.exit == .failed)
        #expect(second.outcomes.first?.verdict.detail == failed.verdict.detail)
    }

    @Test func theJSONHasEveryIdOfTheManifest() async throws {
        let json = await report("a.*").json
        guard case .object(let members) = json, case .array(let checks)? = members["checks"] else {
            Issue.record("no checks in \(json.text)")
            return
        }
        let verdicts = checks.map { check -> String in
            guard case .object(let members) = check, case .string(let id)? = members["id"],
                case .string(let verdict)? = members["verdict"]
            else { return "?" }
            return "\(id) \(verdict)"
        }
        #expect(
            verdicts == [
                "a.pass pass", "a.fail fail", "b.lost notRun", "b.durable notRun", "b.open notRun", "c.later waiting",
                "d.later waiting",
            ])
        #expect(members["schema_version"] == 1 && members["exit_code"] == 1 && members["level"] == .null)
        #expect(JSONValue(text: json.text) == json)
    }

    @Test func theXMLCountsWhatDidNotRunAsSkipped() async {
        let xml = await report().junit
        #expect(xml.contains("tests=\"5\" failures=\"1\" errors=\"1\" skipped=\"2\""))
        #expect(
            xml.contains(
                "<skipped message=\"skipped: the harness lacks unsyncedWrites: Memory does not have it\"></skipped>"))
        #expect(xml.contains("<error message=\"inconclusive: nothing overlapped\">"))
        #expect(xml.contains("one &amp; two") && xml.contains("it is &lt;so&gt;"))
        #expect(!xml.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    }

    @Test func theMatrixHasAColumnForEachStoreAndSaysHowToReproduce() async {
        let one = await report().json
        let other = await report("a.pass").json
        let text = Matrix.markdown([one, other])
        for part in [
            "|  | Memory | Memory |\n", "| badge | no level · 1/4 | no level · 1/1 |\n", "| `a.fail` | ✗ | · |\n",
            "| `b.lost` | skipped | · |\n", "| `b.durable` | – | · |\n", "| `b.open` | ? | · |\n",
            "2 checks have no code yet", "## Reproduce\n",
            "`holdfast conformance --store 'memory:' --seed 5 --tier quick`",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(!text.contains("c.later"))
    }
}
