internal import Synchronization

/// A queue from tasks to threads of our own: putting in never blocks, taking out does.
package final class Inbox<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        // Elements before this position were taken one by one; the array is compacted when it runs empty.
        var first = 0
        var isClosed = false
    }

    private let state = Monitor(State())
    /// Whether a look at the state may be worth while: read by a patient thread without taking the lock from others.
    private let isWorthALook = Atomic(false)

    package init() {}

    /// Puts an element at the end; false where the inbox is closed.
    package func append(_ element: Element) -> Bool {
        let isAccepted = state.withLock { state in
            guard !state.isClosed else { return false }
            state.elements.append(element)
            isWorthALook.store(true, ordering: .releasing)
            return true
        }
        if isAccepted { state.signal() }
        return isAccepted
    }

    /// Waits for elements and takes all there are; nil once the inbox is closed and empty.
    ///
    /// - Parameter patience: How long the thread looks again and again before it lies down. One caller who always waits
    ///   for its answer sends the next element within microseconds, and waking a thread takes longer than that.
    package func takeAll(patience: Duration = .zero) -> [Element]? {
        if patience > .zero {
            let end = MonotonicTime.after(patience)
            while !isWorthALook.load(ordering: .acquiring), MonotonicTime.now < end { yieldThread() }
        }
        return state.wait { state in
            guard !state.elements.isEmpty else { return state.isClosed ? .found(nil) : .wait(until: nil) }
            var taken: [Element] = []
            swap(&taken, &state.elements)
            isWorthALook.store(false, ordering: .releasing)
            return .found(taken)
        }
    }

    /// Waits for an element and takes the first; nil once the inbox is closed and empty.
    ///
    /// An inbox is emptied either by this or by ``takeAll()``, never by both.
    package func takeFirst() -> Element? {
        state.wait { state in
            guard state.first < state.elements.count else { return state.isClosed ? .found(nil) : .wait(until: nil) }
            let element = state.elements[state.first]
            state.first += 1
            if state.first == state.elements.count {
                state.elements.removeAll(keepingCapacity: true)
                state.first = 0
            }
            return .found(element)
        }
    }

    /// Accepts no more; what was accepted can still be taken.
    package func close() {
        state.withLock { $0.isClosed = true }
        isWorthALook.store(true, ordering: .releasing)
        state.signalAll()
    }
}
