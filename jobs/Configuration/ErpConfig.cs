using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Segmentation.Jobs.Configuration;

/// <summary>What the ERP is told of customers' classes.</summary>
public sealed record ErpConfig
{
    [Description("Which schemes the ERP is told of. The key is the scheme's name; each is one class category.")]
    public IReadOnlyDictionary<string, ErpCategoryConfig> Categories { get; init; } = new Dictionary<string, ErpCategoryConfig>();

    [Description("Days on which the ERP is sent nothing, because a period is being closed. What changes meanwhile goes out in the first run after.")]
    public IReadOnlyList<ErpFreezeConfig> Freeze { get; init; } = [];
}

/// <summary>One scheme as the ERP knows it.</summary>
public sealed record ErpCategoryConfig
{
    [Description("Name of the class or class category in the ERP: capital letters, digits and underscores.")]
    [Required, RegularExpression("^[A-Z][A-Z0-9_]{0,29}$")]
    public string Category { get; init; } = "";

    [Description("What takes the codes, which sets the limits: sap_classification, sap_customer_group, oracle_tca or other.")]
    public ErpSystem System { get; init; } = ErpSystem.Other;

    [Description("Source system whose ids the ERP knows as customer numbers. Default: every source system, each under its own ids.")]
    public string? CustomerSource { get; init; }

    [Description("Longest code. Default: what the system takes; derived codes are no longer than this.")]
    [Range(1, 30)]
    public int? CodeLength { get; init; }

    [Description("Characters of a code: digits, upper (A to Z), upper_alphanumeric, or upper_alphanumeric_underscore.")]
    public ErpAlphabet Alphabet { get; init; } = ErpAlphabet.UpperAlphanumeric;

    [Description("Codes that you decided on, by segment code. Other segments get one derived. Once published a code never changes and is never reused.")]
    public IReadOnlyDictionary<string, string> Codes { get; init; } = new Dictionary<string, string>();

    [Description("Longest customer number, and its width in the fixed-width file. Default: what the system takes.")]
    [Range(1, 60)]
    public int? NumberWidth { get; init; }

    [Description("Width of the source system's name in the fixed-width file.")]
    [Range(1, 60)]
    public int SourceWidth { get; init; } = 20;
}

/// <summary>A span of days on which the ERP is sent nothing.</summary>
public sealed record ErpFreezeConfig
{
    [Description("First day (yyyy-MM-dd).")]
    [Required]
    public string From { get; init; } = "";

    [Description("Last day (yyyy-MM-dd), included.")]
    [Required]
    public string To { get; init; } = "";

    [Description("What is being closed, for people.")]
    public string Reason { get; init; } = "";
}

/// <summary>What takes the codes.</summary>
public enum ErpSystem
{
    Other,

    /// <summary>The classification system: the category is a class, a code is the value of a characteristic.</summary>
    SapClassification,

    /// <summary>The customer group of the sales view.</summary>
    SapCustomerGroup,

    /// <summary>Trading Community Architecture: class category and class code.</summary>
    OracleTca,
}

/// <summary>Characters of a code.</summary>
public enum ErpAlphabet
{
    UpperAlphanumeric,
    UpperAlphanumericUnderscore,
    Upper,
    Digits,
}

/// <summary>How long things may be in the system that takes them.</summary>
/// <param name="Name">The system's name in messages.</param>
/// <param name="Category">Longest category.</param>
/// <param name="Code">Longest code.</param>
/// <param name="Number">Longest customer number.</param>
/// <param name="Fields">The fields that set the limits, as their vendor names them; empty where none does.</param>
public sealed record ErpLimits(string Name, int Category, int Code, int Number, string Fields)
{
    /// <summary>The limits of a system.</summary>
    public static ErpLimits Of(ErpSystem system) => system switch
    {
        ErpSystem.SapClassification => new("SAP classification", 18, 30, 10, "KLAH-CLASS char 18, AUSP-ATWRT char 30, KNA1-KUNNR char 10"),
        ErpSystem.SapCustomerGroup => new("SAP customer group", 30, 2, 10, "KNVV-KDGRP char 2, KNA1-KUNNR char 10"),
        ErpSystem.OracleTca => new("Oracle TCA", 30, 30, 30,
            "HZ_CODE_ASSIGNMENTS.CLASS_CATEGORY and CLASS_CODE varchar2(30), HZ_CUST_ACCOUNTS.ACCOUNT_NUMBER varchar2(30)"),
        _ => new("the fixed-width file", 30, 30, 60, ""),
    };

    /// <summary>Longest code of a category.</summary>
    public static int CodeLength(ErpCategoryConfig category) => category.CodeLength ?? Of(category.System).Code;

    /// <summary>Longest customer number of a category.</summary>
    public static int NumberWidth(ErpCategoryConfig category) =>
        category.NumberWidth ?? (category.System == ErpSystem.Other ? 30 : Of(category.System).Number);
}

/// <summary>Which characters an alphabet has.</summary>
public static class ErpAlphabets
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Numerals = "0123456789";

    /// <summary>The characters, in order.</summary>
    public static string Characters(this ErpAlphabet alphabet) => alphabet switch
    {
        ErpAlphabet.Digits => Numerals,
        ErpAlphabet.Upper => Letters,
        ErpAlphabet.UpperAlphanumericUnderscore => Letters + Numerals + "_",
        _ => Letters + Numerals,
    };
}
