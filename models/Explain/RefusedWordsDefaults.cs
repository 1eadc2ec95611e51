namespace Segmentation.Models.Explain;

/// <summary>
/// Words a segment's name must not hold: they name what may not decide how a customer is treated, or insult. A word
/// that ends in * stands for all that begin so.
/// </summary>
internal static class RefusedWordsDefaults
{
    public static readonly string[] Refused =
    [
        // Age and generation.
        "age", "ages", "aged", "ageing", "aging", "age group", "birth", "birthdate", "birthday", "birth year", "born",
        "dob", "young", "younger", "youngest", "youngster*", "youth*", "old", "older", "oldest", "elder", "elders",
        "elderly", "senior", "seniors", "senior citizen*", "pensioner*", "retired", "retiree*", "oap", "oaps", "teen",
        "teens", "teenage*", "adolescen*", "minor", "minors", "middle aged", "millennial*", "millenial*", "boomer*",
        "zoomer*", "gen x", "gen y", "gen z", "generation x", "generation y", "generation z", "grandma*", "grandpa*",
        "granny", "grannies", "geriatric*",

        // Sex, gender, orientation, family.
        "sex", "sexes", "sexual*", "gender*", "male", "males", "female*", "man", "men", "mens", "woman", "women",
        "womens", "boy", "boys", "girl*", "lady", "ladies", "gentleman", "gentlemen", "guy", "guys", "bloke*", "dude*",
        "chick", "chicks", "feminine", "masculine", "lgbt*", "gay", "gays", "lesbian*", "bisexual*", "homosexual*",
        "heterosexual*", "queer*", "trans", "transgender*", "transsexual*", "nonbinary", "non binary", "pregnan*",
        "maternity", "mom", "moms", "mum", "mums", "mother*", "father*", "dad", "dads", "housewi*", "husband*", "wife",
        "wives", "bachelor*", "spinster*", "divorce*", "widow*", "unmarried", "married", "marital", "single parent*",

        // Origin and descent.
        "race", "races", "racial*", "ethnic*", "nationality", "nationalities", "origin", "immigrant*", "immigration",
        "migrant*", "refugee*", "foreigner*", "foreign born", "citizenship", "native speaker*", "mother tongue",
        "skin", "skin colour", "skin color", "white", "whites", "black", "blacks", "brown people", "coloured",
        "colored", "caucasian*", "hispanic*", "latino*", "latina*", "latinx", "asian*", "african*", "arab", "arabs",
        "arabic", "indian*", "oriental*", "roma", "gypsy", "gypsies", "gipsy", "gipsies", "indigenous", "aborigin*",
        "tribe", "tribes", "tribal", "caste", "castes",

        // Religion, politics, union, conviction.
        "religio*", "faith", "christian*", "catholic*", "protestant*", "orthodox", "evangelical*", "muslim*", "moslem*",
        "islam*", "jew", "jews", "jewish", "judaism", "hindu*", "buddhis*", "sikh*", "atheis*", "church*", "mosque*",
        "synagogue*", "halal", "kosher", "politic*", "conservative", "conservatives", "liberal", "liberals",
        "socialist*", "republican*", "democrat", "democrats", "trade union*", "union member*", "criminal*", "convict*",

        // Health, body, mind.
        "health*", "sick", "ill", "illness*", "disease*", "disab*", "handicap*", "cripple*", "invalid", "invalids",
        "diabet*", "cancer*", "hiv", "aids", "depress*", "mental*", "autis*", "patient", "patients", "medical*",
        "medication*", "obes*", "overweight", "fat", "addict*", "alcoholic*", "genetic*", "biometric*", "blind", "deaf",

        // Slurs about money and class.
        "poor", "poorer", "poorest", "poverty", "broke", "rich", "richer", "richest", "wealthy", "affluent", "income*",
        "salary", "salaries", "wage", "wages", "low class", "lower class", "working class", "middle class",
        "upper class", "underclass", "unemployed", "jobless", "homeless", "welfare", "deadbeat*", "bum", "bums",
        "beggar*", "cheapskate*", "cheapo*", "miser*", "tightwad*", "freeloader*", "scrounger*", "skinflint*",
        "stingy", "greedy", "ghetto*", "redneck*", "chav*", "peasant*", "white trash", "yuppie*", "snob*", "uneducated",
        "illiterate", "blue collar", "white collar",

        // Stereotypes and insults.
        "shopaholic*", "fashionista*", "gold digger*", "soccer mom*", "karen", "karens", "nerd*", "geek*", "dumb",
        "stupid", "idiot*", "moron*", "sucker*", "loser*", "crazy", "insane", "lazy", "dirty", "ugly", "worthless",
        "hopeless", "whale", "whales", "cash cow*", "bottom feeder*", "leech*", "parasite*", "trash", "scum", "junk",
        "naive", "gullible", "vulnerable",
    ];

    /// <summary>Phrases whose words are harmless together.</summary>
    public static readonly string[] Allowed =
    [
        "black friday", "white goods", "white label", "white wine*", "black tea", "old and new", "age of account",
        "account age", "accounts age", "age of the account",
    ];
}
