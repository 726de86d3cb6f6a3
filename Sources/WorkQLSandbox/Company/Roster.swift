extension Company {
    /// One of the company's people.
    public struct Person: Sendable, Hashable {
        /// The index in the company's list of people.
        var index = 0
        /// The id: 1…64 bytes, unique.
        public let userid: String
        /// The name in the address book.
        public let name: String
        /// The ids of the departments: one or more; the first is the main one.
        public let departments: [Int]
        /// Whether the person is in the app's visible range; computed by the company.
        public internal(set) var isVisible = false
        /// The check-in rule: 1 打卡一组, 2 打卡二组 (two spans a day), 3 夜班组, 4 弹性打卡组 or 5 日常出勤.
        public let groupid: Int

        /// - Parameter departments: ids; the root's is 1 if the company has no others.
        public init(userid: String, name: String, departments: [Int] = [1], groupid: Int = 1) {
            self.userid = userid
            self.name = name
            self.departments = departments
            self.groupid = groupid
        }
    }
}

/// The people of the demo.
///
/// The first 40 have ids in pinyin and departments assigned by hand; the other 200 are u001…u200.
enum Roster {
    private static func named(
        _ userid: String, _ name: String, _ departments: [Int], group: Int = 1
    ) -> Company.Person {
        Company.Person(userid: userid, name: name, departments: departments, groupid: group)
    }

    private static let byHand: [Company.Person] = [
        named("zhangsan", "张三", [3]), named("lisi", "李四", [7, 9]),
        named("wangwu", "王五", [9]), named("zhaoliu", "赵六", [11], group: 3),
        named("sunqi", "孙七", [4]), named("zhouba", "周八", [5], group: 2),
        named("wujiu", "吴九", [8], group: 4), named("zhengshi", "郑十", [10], group: 5),
        // The board's office: the first four are not visible to the app.
        named("dongqing", "董青", [12]), named("guwei", "顾微", [12]),
        named("shentong", "沈彤", [12]), named("yanfei", "颜菲", [12], group: 4),
        named("heping", "何平", [12]), named("fangyuan", "方圆", [12]),
        // Only in the root; visible because the agent names them.
        named("xuwei", "许巍", [1], group: 4), named("Li.Lei", "李雷", [1]),
        named("han-meimei", "韩梅梅", [9]), named("chen_hao", "陈浩", [2]),
        named("yoshida@xinghe", "𠮷田明", [7]), named("aygul", "阿依古丽·买买提", [8, 6]),
        named("liuyang", "刘洋", [4], group: 3), named("huangmin", "黄敏", [11], group: 3),
        named("linfeng", "林枫", [3, 4]), named("gaoyuan", "高原", [6], group: 4),
        named("luoyan", "罗燕", [7], group: 4), named("tangli", "唐莉", [10]),
        named("songjie", "宋杰", [5], group: 2), named("dengchao", "邓超", [2]),
        named("caoyun", "曹芸", [3], group: 2), named("pengbo", "彭博", [8]),
        named("zengqi", "曾琦", [4]), named("xiaoyu", "萧雨", [9], group: 5),
        named("tianxin", "田心", [10, 9]), named("dongjie", "董洁", [5]),
        named("panyue", "潘越", [11]), named("yuanye", "袁野", [7], group: 4),
        named("jiangshan", "江山", [6]), named("caixia", "蔡霞", [2], group: 5),
        named("weilai", "魏来", [3]), named("luming", "陆鸣", [4], group: 3),
    ]

    private static let surnames = Array("王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜")
    private static let given = [
        "伟", "芳", "娜", "敏", "静", "磊", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "秀英", "秀兰",
        "晓东", "雪梅", "志强", "建国", "文博", "子涵", "雨桐", "浩然", "思远", "嘉怡", "梓萱", "俊熙",
        "一诺", "欣怡", "宇轩", "晨曦", "海燕", "国栋", "丽华", "春梅",
    ]

    /// The distribution of the other 200: (department, number of people).
    private static let spread: [(department: Int, count: Int)] = [
        (2, 12), (3, 44), (4, 24), (5, 22), (6, 8), (7, 26), (8, 24), (9, 10), (10, 12), (11, 18),
    ]

    static func people(seed: UInt64) -> [Company.Person] {
        var people = byHand
        let homes = spread.flatMap { Array(repeating: $0.department, count: $0.count) }
        for (place, home) in homes.enumerated() {
            var random = SplitMix64(seed, .person, place)
            let name = name(&random)
            var departments = [home]
            if random.chance(permille: 150) {
                let other = random.pick(spread).department
                if other != home { departments.append(other) }
            }
            people.append(
                Company.Person(
                    userid: "u" + padded(place + 1, to: 3), name: name, departments: departments,
                    groupid: group(in: home, &random)))
        }
        return people
    }

    static func name(_ random: inout SplitMix64) -> String {
        String(random.pick(surnames)) + random.pick(given)
    }

    static func padded(_ number: Int, to digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(digits - text.utf8.count, 0)) + text
    }

    /// Returns the rule of a person: mostly flexible hours in sales, mostly nights in operations
    /// and security.
    private static func group(in department: Int, _ random: inout SplitMix64) -> Int {
        let roll = random.below(100)
        switch department {
        case 6, 7, 8: return roll < 40 ? 4 : 1
        case 4, 11: return roll < 40 ? 3 : 1
        default: return roll < 15 ? 2 : roll < 22 ? 5 : roll < 27 ? 4 : 1
        }
    }
}
