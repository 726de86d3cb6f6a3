/// The bound of the type of a cast, such as the 3 of `varchar(3)`.
package enum TypeBound: Hashable, Sendable {
    /// `varchar(3)`: the first characters of a text.
    case characters(Int)
    /// `numeric(10, 2)`: the number of all decimal digits, and of those after the point; these are
    /// negative where digits before it are rounded.
    case digits(Int, scale: Int)
    /// `timestamp(0)`, `time(0)`: the number of digits of a fraction of a second, 0 to 2.
    case fraction(Int, of: TypeName)

    /// `smallint`, `int`: an integer of fewer than 64 bits.
    case integer(IntegerSize)

    /// `float(24)`: the number of binary digits, which changes no value.
    case binary(Int)

    /// The type with its bound.
    package var text: String {
        switch self {
        case .characters(let count): "varchar(\(count))"
        case .digits(let precision, let scale): "numeric(\(precision), \(scale))"
        case .integer(let size): size.rawValue
        case .binary(let digits): "float(\(digits))"
        case .fraction(let digits, let type): "\(type.rawValue)(\(digits))"
        }
    }
}
