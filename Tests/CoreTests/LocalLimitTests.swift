import HoldfastConformance
import HoldfastCore
import Testing

@Suite struct LocalLimitTests {
    private let time = VirtualTime()

    @Test func aRateFreesAtTheEndOfThePeriodOfEach() {
        var limiter = RateLimiter(.init(2, per: .seconds(10)), time: time)
        let start = time.now
        var answers: [Timestamp?] = []
        for wait in [Duration.zero, .seconds(4), .zero, .seconds(6) - .microseconds(1), .microseconds(1), .zero] {
            time.move(by: wait)
            answers.append(limiter.attempt())
        }
        let (first, second) = (start.advanced(by: .seconds(10)), start.advanced(by: .seconds(14)))
        #expect(answers == [nil, nil, first, first, nil, second])
    }

    @Test func aBreakerOpensAfterFailuresInARow() {
        var breaker = CircuitBreaker(failures: 2, pause: .seconds(5), time: time)
        for _ in 0..<3 {
            breaker.failed()
            #expect(breaker.state == .closed)
            breaker.succeeded()
        }
        breaker.failed()
        breaker.failed()
        let end = time.now.advanced(by: .seconds(5))
        #expect(breaker.state == .open(until: end))
        breaker.succeeded()
        #expect(breaker.state == .open(until: end), "a call from before it opened tells nothing")
    }

    @Test func aBreakerTriesOneCallAfterItsPause() {
        var breaker = CircuitBreaker(failures: 1, pause: .seconds(5), time: time)
        breaker.failed()
        var answers: [Bool] = []
        for wait in [Duration.zero, .seconds(5) - .microseconds(1), .microseconds(1), .zero] {
            time.move(by: wait)
            answers.append(breaker.allows())
        }
        #expect(answers == [false, false, true, false])
        breaker.failed()
        #expect(breaker.state == .open(until: time.now.advanced(by: .seconds(5))), "the trial failed")
        time.move(by: .seconds(5))
        let isTried = breaker.allows()
        breaker.succeeded()
        #expect(isTried && breaker.state == .closed)
    }
}
