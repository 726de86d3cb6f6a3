import TestSupport
import Testing

@testable import WorkQL

/// Lists in the forms that people type, copy and generate for `-p`.
@Suite struct ListParameterTests {
    @Test(
        arguments: [
            ("zhangsan,lisi", ["zhangsan", "lisi"]), ("zhangsan, lisi ,", ["zhangsan", "lisi"]),
            ("zhangsan，lisi、wangwu", ["zhangsan", "lisi", "wangwu"]),
            ("a;b；c", ["a", "b", "c"]), ("a\nb\r\nc\n", ["a", "b", "c"]),
            ("a,,b", ["a", "b"]), (",", []), ("", []), (" \u{3000}", []),
            ("'a', \"b\"", ["a", "b"]), ("“a”，‘b’", ["a", "b"]),
            ("\"研发,一组\",二组", ["研发,一组", "二组"]), ("' a '", ["a"]), ("''", []),
            ("[\"a\", \"b\"]", ["a", "b"]), ("[1, 2]", ["1", "2"]), ("[]", []),
            ("a b,c", ["a b", "c"]), ("O'Brien,x", ["O'Brien", "x"]), ("a-b.c@d", ["a-b.c@d"]),
        ])
    func values(_ text: String, _ values: [String]) {
        #expect(ListParameter.values(text) == values)
    }

    @Test(arguments: ["[", "[a", "\"a", "'a,b", "\"a\"b,c", "“a"])
    func refused(_ text: String) { #expect(ListParameter.values(text) == nil) }
}
