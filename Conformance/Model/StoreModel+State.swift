internal import HoldfastCore

extension StoreModel {
    mutating func set(
        _ place: ModelCommand.StatePlace, _ key: String, _ content: Payload, _ timeToLive: Duration?
    ) throws(Refusal) -> Answer {
        try check(key)
        put(try life(place), ModelKey(key), content, timeToLive)
        return .done
    }

    mutating func compareAndSet(
        _ life: Int, _ key: String, _ expected: Payload?, _ content: Payload, _ timeToLive: Duration?
    ) throws(Refusal) -> Answer {
        try check(key)
        guard live(life, key)?.content == expected else { return .flag(false) }
        put(life, ModelKey(key), content, timeToLive)
        return .flag(true)
    }

    mutating func remove(_ place: ModelCommand.StatePlace, _ key: String) throws(Refusal) -> Answer {
        try check(key)
        let life = try life(place)
        let wasLive = live(life, key) != nil
        state[life]?[ModelKey(key)] = nil
        return .flag(wasLive)
    }

    func value(_ life: Int, _ key: String) throws(Refusal) -> Answer {
        try check(key)
        return .values([[live(life, key).map { (key, $0) }].compactMap { $0 }])
    }

    func values(_ life: Int, _ prefix: String, _ limit: Int) -> Answer {
        let found = (state[life] ?? [:]).filter { key, value in
            value.isLive(at: now) && key.text.utf8.starts(with: prefix.utf8)
        }
        return .values(found.sorted { $0.key < $1.key }.map { ($0.key.text, $0.value) }.pages(of: limit))
    }

    /// Removes what has expired, in every life.
    mutating func sweep() -> Answer {
        var removed = 0
        for (life, values) in state {
            let kept = values.filter { $0.value.isLive(at: now) }
            removed += values.count - kept.count
            state[life] = kept
        }
        return Answer("\(removed)")
    }

    /// Writes a value, over an expired one too: that counts on until it is swept.
    mutating func put(_ life: Int, _ key: ModelKey, _ content: Payload, _ timeToLive: Duration?) {
        let old = state[life]?[key]
        state[life, default: [:]][key] = ModelState(
            content: content, revision: (old?.revision ?? 0) + 1, updatedAt: max(now, old?.updatedAt ?? now),
            expiresAt: timeToLive.map { now.advanced(by: $0) })
    }

    private func live(_ life: Int, _ key: String) -> ModelState? {
        guard let value = state[life]?[ModelKey(key)], value.isLive(at: now) else { return nil }
        return value
    }

    private func life(_ place: ModelCommand.StatePlace) throws(Refusal) -> Int {
        switch place {
        case .life(let life): return life
        case .lease(let number): return try owned(by: leases[number - 1]).life
        }
    }
}

extension Answer {
    static func values(_ pages: [[(key: String, value: ModelState)]]) -> Answer {
        .pages(pages.map { page in page.map { ($0.key, $0.value.cells($0.key)) } })
    }
}
