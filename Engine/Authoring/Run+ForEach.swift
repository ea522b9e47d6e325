internal import HoldfastCore

extension Run {
    /// Runs one step for each item, side by side, and returns the results in the order of the items.
    ///
    /// Each item's step is found by `key[id]`, so items may come in another order the next time; two items of one id
    /// are an error. At most as many bodies are at work at once as the engine allows one run (10 by default). Once one
    /// has failed no other begins; those that had begun end, then the failure of the first item that failed is thrown.
    /// - Parameters:
    ///   - id: What tells an item from the others, the same in every execution.
    public func forEach<Item: Sendable, Output: Codable & Sendable>(
        _ key: String, _ items: [Item], id: @Sendable (Item) -> String, retry: RetryPolicy = .default,
        timeout: Duration? = .seconds(30), fileID: StaticString = #fileID, line: UInt = #line,
        _ body: @escaping @concurrent @Sendable (StepContext, Item) async throws -> Output
    ) async throws -> [Output] {
        let ids = items.map(id)
        if Set(ids.map { Array($0.utf8) }).count < ids.count {
            throw WorkflowMisuse(description: "two items of \"\(key)\" have the same id (\(fileID):\(line))")
        }
        var outcomes = [Result<Output, any Error>?](repeating: nil, count: items.count)
        var hasFailed = false
        var next = 0
        await withTaskGroup(of: (Int, Result<Output, any Error>).self) { group in
            func begin() {
                guard !hasFailed, next < items.count else { return }
                let position = next
                let item = items[position]
                let name = "\(key)[\(ids[position])]"
                next += 1
                group.addTask {
                    do {
                        let output = try await self.step(
                            name, retry: retry, timeout: timeout, fileID: fileID, line: line
                        ) { try await body($0, item) }
                        return (position, .success(output))
                    } catch {
                        return (position, .failure(error))
                    }
                }
            }
            for _ in 0..<environment.parallelSteps { begin() }
            for await (position, outcome) in group {
                if case .failure = outcome { hasFailed = true }
                outcomes[position] = outcome
                begin()
            }
        }
        return try outcomes.compactMap { try $0?.get() }
    }
}
