import HoldfastCommandLine
import Testing

/// What programs read.
@Suite struct JSONTests {
    private func terminal() async throws -> Terminal {
        let terminal = try Terminal()
        try await terminal.makeStore()
        return terminal
    }

    @Test func aRunIsOneObject() async throws {
        let result = try await terminal().run("runs show order-1 --payloads --format json")
        #expect(
            result.output == """
                {"attributes":{},"build":null,"cancel_reason":null,"cancel_requested_at":null,\
                "claims_since_progress":0,"completed_at":"2026-03-01T12:00:02.540000Z",\
                "created_at":"2026-03-01T12:00:00.000000Z",\
                "deadline_at":null,"fence":1,"id":"order-1","incarnation":"01kjmma2g01jrxv372xvxk4nay",\
                "input":{"lines":2},"metadata":{},"output":true,"parent_id":null,"parent_step":null,\
                "priority":"normal","progress":1.0,"queue":"default","ready_at":null,"reason":null,\
                "resource_id":null,"revision":5,"root_id":null,"started_at":"2026-03-01T12:00:01.000000Z",\
                "status":"completed","tags":{},"trace_context":null,"trigger":null,\
                "updated_at":"2026-03-01T12:00:02.540000Z","version":1,"worker":null,"workflow":"checkout"}

                """)
    }

    @Test func aListHasRunsAndACursorThatGoesOn() async throws {
        let terminal = try await terminal()
        var seen: [JSONValue] = []
        var line = "runs list --limit 2 --format json"
        while true {
            let result = await terminal.run(line)
            guard case .array(let runs)? = result.json["runs"] else { break }
            seen += runs.compactMap { if case .object(let run) = $0 { run["id"] } else { nil } }
            guard case .string(let next)? = result.json["next_cursor"] else { break }
            #expect(result.errors == "There are more: add --cursor=\(next)\n")
            line = "runs list --limit 2 --format json --cursor=\(next)"
        }
        #expect(seen == ["report-1", "order-4", "order-3", "order-2", "order-1"])
    }

    @Test func stepsHaveTheirHistoryOnRequest() async throws {
        let result = try await terminal().run("steps order-1 --attempts --format json")
        guard case .array(let steps)? = result.json["steps"], case .object(let charge) = steps[0],
            case .array(let history)? = charge["history"], case .object(let first) = history[0]
        else {
            Issue.record("no history in \(result.output)")
            return
        }
        #expect(steps.count == 2 && history.count == 2)
        #expect(charge["started_at"] == "2026-03-01T12:00:01.340000Z" && charge["output"] == nil)
        #expect(first["status"] == "failed" && first["worker"] == "worker-a")
        guard case .object(let error)? = first["error"] else {
            Issue.record("no error in \(result.output)")
            return
        }
        #expect(error["code"] == "declined" && error["message"] == "the card was declined" && error["attempt"] == 1)
    }

    @Test func smallAnswers() async throws {
        let terminal = try await terminal()
        #expect(await terminal.run("runs list --count --format json").output == "{\"count\":5,\"exact\":true}\n")
        #expect(
            await terminal.run("migrate --format json").output
                == "{\"changes\":[],\"dry_run\":false,\"schema_version\":1}\n")
        #expect(await terminal.run("runs delete order-1 --format json").output == "{\"deleted\":\"order-1\"}\n")
        #expect(await terminal.run("runs cancel order-4 --reason late --format json").json["cancel_reason"] == "late")
    }

    @Test func doctorCountsByStatus() async throws {
        let terminal = try await terminal()
        let report = await terminal.run("doctor --format json").json
        #expect(report["healthy"] == true && report["problems"] == [] && report["runs_exact"] == true)
        #expect(
            report["schema_version"] == 1 && report["schema_needed"] == 1 && report["store"] == .string(terminal.url))
        #expect(
            report["runs"] == [
                "pending": 1, "running": 1, "waiting": 0, "paused": 1, "stalled": 0, "completed": 1, "failed": 1,
                "cancelled": 0,
            ])
    }
}
