/// The locations of check-ins.
enum Places {
    struct Place: Sendable {
        let title: String
        let detail: String
        let wifiname: String
        let wifimac: String
        /// The latitude in millionths of a degree, GCJ-02.
        let lat: Int
        let lng: Int
    }

    static let offices = [
        Place(
            title: "星河科技大厦", detail: "上海市浦东新区张江路88号附近", wifiname: "办公一区",
            wifimac: "3c:46:d8:0c:7a:70", lat: 31_203_645, lng: 121_594_236),
        Place(
            title: "依澜府", detail: "四川省成都市武侯区益州大道中段784号附近", wifiname: "办公二区",
            wifimac: "3c:46:d8:0c:7a:71", lat: 30_547_645, lng: 104_063_236),
        Place(
            title: "科兴科学园", detail: "广东省深圳市南山区科苑路15号", wifiname: "XH-Guest \"5G\"",
            wifimac: "3c:46:d8:0c:7a:72", lat: 22_548_100, lng: 113_943_900),
    ]

    static let customers = [
        Place(
            title: "重庆出口加工区", detail: "重庆市渝北区金渝大道101号金渝大道", wifiname: "", wifimac: "",
            lat: 29_718_345, lng: 106_551_236),
        Place(
            title: "虹桥火车站", detail: "上海市闵行区申贵路1500号", wifiname: "", wifimac: "",
            lat: 31_194_400, lng: 121_320_700),
        Place(
            title: "客户现场（苏州，工业园区）", detail: "江苏省苏州市苏州大道东188号", wifiname: "",
            wifimac: "", lat: 31_323_100, lng: 120_716_200),
        Place(
            title: "广州塔,B座", detail: "广东省广州市海珠区阅江西路222号", wifiname: "", wifimac: "",
            lat: 23_106_400, lng: 113_324_500),
    ]
}

/// Texts that people write: Chinese, full-width punctuation, quotes, commas and line breaks.
enum Phrases {
    static let excuses = [
        "路上堵车，迟到了5分钟", "地铁10号线故障，站台“限流”", "送孩子上学", "体检, 已报备",
        "昨晚上线到凌晨；已与主管说明", "暴雨\n班车停运", "忘带工牌（已补登）", "电梯坏了……爬了18层",
    ]

    static let visits = [
        "拜访客户：王总、\"李工\"", "送样，下午返回公司", "投标现场\n标书已递交", "展会布展", "设备巡检 3#机房",
        "签约！合同号：XH-2026-018", "回访, 客户满意", "",
    ]

    static let files = [
        "test.pdf", "2026年预算,终版.xlsx", "客户名单（华东）.csv", "设计图 v2.dwg", "薪酬\"绝密\".docx",
        "源代码.zip",
    ]

    static let topics = [
        "需求评审", "版本发布复盘", "客户对接会", "招聘面试", "预算沟通", "安全例会", "新人培训：第二讲",
        "供应商谈判，“第三轮”", "架构讨论, 存储", "周度销售复盘", "产品演示\t内测", "故障复盘（P1）",
    ]

    /// A title that would affect a terminal which prints it unescaped: an escape sequence that
    /// turns the text red, and an override that reverses the following text.
    static let escape = "季度总结\u{1B}[31m（红）\u{1B}[0m"
    static let bidirectional = "合同\u{202E}fdp.exe\u{202C}评审"

    static let work = [
        "完成接口联调，修复3个缺陷", "整理客户资料\n更新报价", "编写测试用例, 覆盖率 85%", "跟进“星河一期”验收",
        "面试候选人两名；发出 offer 一份", "月度结账", "巡检机房，无异常", "今日暂无工作",
    ]
}
