import Testing
import WorkQLCatalog

@Suite struct PinyinInitialsTests {
    @Test(arguments: [
        ("zs", "张三"), ("zsf", "张三丰"), ("zs", "张三丰"), ("ZS", "张三"), ("cq", "曾琪"), ("zq", "曾琪"),
        ("sxx", "单小小"), ("dxx", "单小小"), ("qy", "仇英"), ("cy", "仇英"), ("oyf", "欧阳锋"), ("pzy", "朴振宇"),
        ("rq", "任强"), ("zl", "翟琳"), ("xx", "解晓"), ("z3", "张3"), ("za", "张Alex"), ("cwb", "财务部"),
        ("lv", "吕vv"), ("ll", "吕玲"),
    ])
    func areTyped(_ typed: String, _ name: String) {
        #expect(PinyinInitials.areTyped(typed, of: name))
    }

    @Test(arguments: [
        ("zx", "张三"), ("zsf", "张三"), ("z", "张三"), ("", "张三"), ("张s", "张三"), ("ab", "abc"),
        ("zs", ""),
        ("z4", "张3"),
    ])
    func areNot(_ typed: String, _ name: String) {
        #expect(!PinyinInitials.areTyped(typed, of: name))
    }
}
