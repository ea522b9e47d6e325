internal import HoldfastCore

/// Makes the calls of a history on a store, and says what they answered in the model's words.
struct ModelPlayer {
    private let context: CheckContext
    // From a seed, so that two plays of a history store the same ids and tokens.
    private let identifiers = IdentifierSource(SeededRandom(seed: 1))
    private(set) var stores: [Store] = []
    /// The lives in the order of their beginning.
    private(set) var lives: [Incarnation] = []
    private var leases: [RunLease] = []

    init(_ context: CheckContext, handles: Int) async throws {
        self.context = context
        for _ in 0..<handles { stores.append(try await open()) }
    }

    private func open() async throws -> Store {
        // Not the place's own name: what is stored must be the same in every place.
        context.store(try await context.backend(), namespace: "model", identifiers: identifiers)
    }

    /// Makes one call.
    mutating func perform(_ command: ModelCommand) async throws -> Answer {
        try await context.settle()
        let handle = command.handle % stores.count
        do {
            switch command.call {
            case .reopen:
                await stores[handle].close()
                stores[handle] = try await open()
                return .done
            case .advance(let duration):
                context.time.move(by: duration)
                return .done
            default: return try await answer(command.call, stores[handle])
            }
        } catch let error as StoreError {
            return .refused(error.code)
        }
    }

    private mutating func answer(_ call: ModelCommand.Call, _ store: Store) async throws -> Answer {
        switch call {
        case .create(let new, nil): return .run(seen(try await store.runs.create(new)))
        case .create(let new, let policy?):
            let started = try await store.runs.start(new, onConflict: policy)
            return .started(seen(started.run), isNew: started.isNew)
        case .get(let id): return .run(seen(try await store.runs.get(id)))
        case .update(let id, let revision, let patch):
            return .run(seen(try await store.runs.update(id, revision: revision, patch)))
        case .cancel(let id, let reason): return .run(seen(try await store.runs.cancel(id, reason: reason)))
        case .delete(let id, let force): return .flag(try await store.runs.delete(id, force: force))
        case .list(let query): return try await list(query, store)
        case .count(let filter, let limit):
            let count = try await store.runs.count(filter, upTo: limit)
            return .count(count.value, isExact: count.isExact)
        case .claim, .renew, .end: return try await lease(call, store)
        case .commit, .steps, .step, .attempts, .memo: return try await step(call, store)
        case .set, .compareAndSet, .remove, .value, .values: return try await state(call, store)
        case .sweep: return Answer("\(try await store.sweepExpiredState())")
        case .advance, .reopen: return .done
        }
    }

    private mutating func seen(_ run: RunRecord) -> ModelRun {
        if !lives.contains(run.incarnation) { lives.append(run.incarnation) }
        return ModelRun(run, life: number(run.incarnation))
    }

    private func number(_ life: Incarnation) -> Int { (lives.firstIndex(of: life) ?? -1) + 1 }

    private func line(_ lease: RunLease) -> String { StoreModel.Lease.line(lease, life: number(lease.incarnation)) }

    private mutating func list(_ query: RunQuery, _ store: Store) async throws -> Answer {
        var pages: [[ModelRun]] = []
        for page in try await Self.pages({ cursor in
            var query = query
            query.cursor = cursor
            return try await store.runs.list(query)
        }) {
            pages.append(page.map { seen($0) })
        }
        return .pages(pages)
    }

    private mutating func lease(_ call: ModelCommand.Call, _ store: Store) async throws -> Answer {
        switch call {
        case .claim(let owner, let limit, let duration):
            let claimed = try await store.leases.claim(
                routes: ["default"], limit: limit, owner: owner, duration: duration)
            leases += claimed.map(\.lease)
            return Answer(Answer.pages([claimed.map { seen($0.run) }]).lines + claimed.map { line($0.lease) })
        case .renew(let numbers):
            var lines: [String] = []
            for (number, result) in zip(numbers, await store.leases.renew(numbers.map { leases[$0 - 1] })) {
                switch result {
                case .success(let lease):
                    leases[number - 1] = lease
                    lines.append(line(lease))
                case .failure(let error): lines.append("throws .\(error.code.name)")
                }
            }
            return Answer(lines)
        case .end(let number, let ending):
            let lease = leases[number - 1]
            switch ending {
            case .release(let readyAt, let charged):
                try await store.leases.release(lease, readyAt: readyAt, charged: charged)
            case .park(let wakeUp): try await store.leases.park(lease, until: wakeUp)
            case .stall(let reason): try await store.leases.stall(lease, reason: reason)
            case .complete(let output): try await store.leases.complete(lease, output: output)
            case .fail(let failure): try await store.leases.fail(lease, failure)
            case .cancel: try await store.leases.cancel(lease)
            }
            return .done
        default: return .done
        }
    }

    private mutating func step(_ call: ModelCommand.Call, _ store: Store) async throws -> Answer {
        switch call {
        case .commit(let step, let previous, let writes, let number):
            let outcome = try await store.steps.commit(
                step, replacing: previous, writes: writes, lease: leases[number - 1])
            switch outcome {
            case .existing(let step): return .existing(step)
            case .committed(let lease):
                leases[number - 1] = lease
                return Answer(["committed", line(lease)])
            }
        case .steps(let id, let query):
            return .steps(
                try await Self.pages { cursor in
                    var query = query
                    query.cursor = cursor
                    return try await store.steps.list(id, query)
                })
        case .step(let id, let key): return .step(try await store.steps.get(id, step: key))
        case .attempts(let id, let key):
            return .attempts(try await store.steps.attempts(id, step: key).map { ModelAttempt($0) })
        case .memo(let number): return .steps([try await store.steps.memo(leases[number - 1])])
        default: return .done
        }
    }

    private func state(_ call: ModelCommand.Call, _ store: Store) async throws -> Answer {
        switch call {
        case .set(let place, let key, let content, let timeToLive):
            let (values, lease) = values(place, store)
            try await values.set(key, content, timeToLive: timeToLive, lease: lease)
            return .done
        case .compareAndSet(let life, let key, let expected, let content, let timeToLive):
            return .flag(
                try await store.state(of: lives[life - 1]).compareAndSet(
                    key, expected: expected, content, timeToLive: timeToLive))
        case .remove(let place, let key):
            let (values, lease) = values(place, store)
            return .flag(try await values.delete(key, lease: lease))
        case .value(let life, let key):
            let value = try await store.state(of: lives[life - 1]).get(key)
            return .values([[value].compactMap { $0 }.map { ($0.key, ModelState($0)) }])
        case .values(let life, let prefix, let limit):
            let values = store.state(of: lives[life - 1])
            let pages = try await Self.pages { cursor in
                try await values.list(prefix: prefix, limit: limit, cursor: cursor)
            }
            return .values(pages.map { page in page.map { ($0.key, ModelState($0)) } })
        default: return .done
        }
    }

    private func values(_ place: ModelCommand.StatePlace, _ store: Store) -> (StateValues, RunLease?) {
        switch place {
        case .life(let life): (store.state(of: lives[life - 1]), nil)
        case .lease(let number): (store.state(of: leases[number - 1].incarnation), leases[number - 1])
        }
    }

    private static func pages<Element>(
        _ page: (String?) async throws -> Listing<Element>
    ) async throws -> [[Element]] {
        var pages: [[Element]] = []
        var cursor: String?
        repeat {
            let listing = try await page(cursor)
            pages.append(listing.items)
            cursor = listing.next
            // Far more than any history makes: a walk that turns in a circle.
            guard pages.count < 1_000 else { throw BackendError(.protocol, "a list had no end after 1,000 pages") }
        } while cursor != nil
        return pages
    }
}

extension ModelState {
    /// A stored value.
    init(_ value: StateValue) {
        self.init(
            content: value.content, revision: value.revision, updatedAt: value.updatedAt, expiresAt: value.expiresAt)
    }
}
