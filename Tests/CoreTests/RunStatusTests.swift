import HoldfastCore
import Testing

@Suite struct RunStatusTests {
    /// Every pair of a status and an event, as the contract has it; what is not named is refused.
    private static let table: [RunStatus: [RunEvent: RunStatus]] = [
        .pending: [
            .claimed: .running, .paused: .paused, .stalled: .stalled, .failed: .failed, .cancelled: .cancelled,
        ],
        .running: [
            .claimed: .running, .released: .pending, .parked: .waiting, .paused: .paused, .stalled: .stalled,
            .completed: .completed, .failed: .failed, .cancelled: .cancelled,
        ],
        .waiting: [
            .claimed: .running, .woken: .pending, .paused: .paused, .stalled: .stalled, .failed: .failed,
            .cancelled: .cancelled,
        ],
        .paused: [.resumed: .pending, .failed: .failed, .cancelled: .cancelled],
        .stalled: [.recovered: .pending, .paused: .paused, .failed: .failed, .cancelled: .cancelled],
        .completed: [:], .failed: [:], .cancelled: [:],
    ]

    @Test func everyTransitionIsTheContracts() {
        for status in RunStatus.allCases {
            for event in RunEvent.allCases {
                let expected: RunTransition =
                    if status.isTerminal, event.rawValue == status.rawValue {
                        .unchanged
                    } else if let next = Self.table[status]?[event] {
                        .to(next)
                    } else {
                        .refused
                    }
                #expect(status.transition(on: event) == expected, "\(status) on \(event)")
            }
        }
    }

    @Test func theEndIsFinal() {
        #expect(RunStatus.allCases.filter(\.isTerminal) == [.completed, .failed, .cancelled])
        for status in RunStatus.allCases where status.isTerminal {
            for event in RunEvent.allCases {
                if case .to = status.transition(on: event) { Issue.record("\(status) left by \(event)") }
            }
        }
    }
}
