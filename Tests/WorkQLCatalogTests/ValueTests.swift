import Foundation
import Testing
import WorkQLCatalog

/// The values of a program that imports only the catalog.
@Suite struct ValueTests {
    private static let instant = Date(timeIntervalSince1970: 1_785_513_600.25)

    private static let values: [Value] = [
        nil, "a", 5, 1.5, true, .timestamp(instant), .date("2026-08-01"), .time("09:00"),
        .duration(.seconds(5)), ["a", 1], .json("{}"),
    ]

    /// Each kind is read as that kind, and as no other; a whole number is also a number.
    @Test func aValueIsReadAsItsKind() {
        #expect(
            Self.values.map(\.string) == [
                nil, "a", nil, nil, nil, nil, "2026-08-01", "09:00", nil, nil, "{}",
            ])
        #expect(Self.values.compactMap(\.integer) == [5])
        #expect(Self.values.compactMap(\.real) == [5, 1.5])
        #expect(Self.values.compactMap(\.boolean) == [true])
        #expect(Self.values.compactMap(\.timestamp) == [Self.instant])
        #expect(Self.values.map(\.isNull) == [true] + Array(repeating: false, count: 10))
    }

    @Test func valuesOfDifferentKindsDiffer() {
        #expect(Set(Self.values).count == Self.values.count)
        #expect(Value.integer(1) != .real(1))
        #expect(Value.text("2026-08-01") != .date("2026-08-01"))
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func aNumberThatIsNotFiniteIsNull(_ number: Double) {
        #expect(Value.real(number) == .null)
        #expect(Value(floatLiteral: number).isNull)
    }

    @Test func aTimestampHasMilliseconds() {
        let finer = Date(timeIntervalSince1970: 1_785_513_600.250_3)
        #expect(Value.timestamp(finer) == .timestamp(Self.instant))
        #expect(Value.timestamp(finer).description == "2026-07-31T16:00:00.250Z")
        #expect(Value.timestamp(Date(timeIntervalSince1970: 1e300)).timestamp != nil)
    }
}
