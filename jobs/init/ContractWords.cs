using System.Text.RegularExpressions;

namespace Segmentation.Jobs.Init;

/// <summary>What people call the columns of the source contract, in English and German exports of shops, CRM and ERP systems.</summary>
internal static partial class ContractWords
{
    private static readonly Dictionary<string, Dictionary<string, string[]>> Words = new()
    {
        ["order_lines"] = new()
        {
            ["order_id"] = ["orderid", "invoiceno", "invoiceid", "invoice", "invoicenumber", "orderno", "ordernumber", "transactionid", "receiptid", "receiptno", "documentid", "documentno", "salesorder", "order", "basketid", "bestellnummer", "bestellnr", "auftragsnummer", "auftragsnr", "auftrag", "rechnungsnummer", "rechnungsnr", "belegnummer", "belegnr", "beleg"],
            ["line_number"] = ["linenumber", "lineno", "lineid", "line", "position", "pos", "itemno", "orderline", "positionsnummer"],
            ["source_record_id"] = ["customerid", "customerno", "customernumber", "custid", "custno", "customer", "clientid", "client", "accountid", "account", "userid", "memberid", "member", "buyerid", "contactid", "personid", "kundennummer", "kundennr", "kundenid", "kunde", "id"],
            ["ordered_at"] = ["orderedat", "orderdate", "invoicedate", "transactiondate", "purchasedate", "saledate", "salesdate", "purchasedat", "orderdatetime", "datetime", "timestamp", "date", "createdat", "bestelldatum", "rechnungsdatum", "auftragsdatum", "belegdatum", "datum", "placedat", "placed", "soldat", "bookedat", "purchased", "time"],
            ["document_type"] = ["documenttype", "doctype", "transactiontype"],
            ["product_id"] = ["productid", "stockcode", "sku", "itemid", "articleid", "articleno", "productcode", "itemcode", "ean", "gtin", "product", "item", "artikelnummer", "artikelnr", "artikel", "materialnummer", "material"],
            ["quantity"] = ["quantity", "qty", "units", "pieces", "itemcount", "cds", "menge", "anzahl", "stueckzahl", "numberofitems", "count"],
            ["unit_price"] = ["unitprice", "price", "priceperunit", "itemprice", "einzelpreis", "stueckpreis", "preis"],
            ["discount_amount"] = ["discountamount", "discount", "rebate", "rabatt"],
            ["tax_amount"] = ["taxamount", "tax", "vat", "vatamount", "steuer", "mwst", "steuerbetrag"],
            ["line_amount"] = ["lineamount", "linetotal", "amount", "netamount", "total", "totalamount", "revenue", "sales", "salesamount", "value", "netvalue", "spend", "subtotal", "dollars", "betrag", "nettobetrag", "umsatz", "positionswert", "summe", "netto", "net", "nettowert", "lineprice"],
            ["cost_amount"] = ["costamount", "cost", "cogs", "linecost", "totalcost", "kosten", "einstandswert", "wareneinsatz"],
            ["currency"] = ["currency", "currencycode", "curr", "iso4217", "waehrung", "währung"],
            ["channel"] = ["channel", "saleschannel", "orderchannel", "kanal", "vertriebskanal", "vertriebsweg"],
            ["business_unit"] = ["businessunit", "division", "department", "bu", "sparte", "geschaeftsbereich", "bereich", "unit"],
            ["region"] = ["region", "salesregion", "territory", "gebiet"],
        },
        ["customers"] = new()
        {
            ["source_record_id"] = ["customerid", "customerno", "customernumber", "custid", "custno", "recid", "recordid", "uniqueid", "clientid", "accountid", "userid", "memberid", "contactid", "personid", "leadid", "kundennummer", "kundennr", "kundenid", "id", "customer", "kunde"],
            ["party_type"] = ["partytype"],
            ["legal_entity"] = ["legalentity"],
            ["parent_record_id"] = ["parentid", "parentaccountid", "parentrecordid", "parentcustomerid"],
            ["given_name"] = ["givenname", "firstname", "forename", "fname", "vorname"],
            ["family_name"] = ["familyname", "lastname", "surname", "lname", "nachname"],
            ["company_name"] = ["companyname", "company", "organisation", "organization", "accountname", "businessname", "firma", "firmenname"],
            ["email"] = ["email", "emailaddress", "mail", "contactemail", "mailadresse"],
            ["phone"] = ["phone", "phonenumber", "telephone", "tel", "mobile", "mobilephone", "telefon", "telefonnummer", "handy"],
            ["address_line"] = ["addressline", "addressline1", "address1", "address", "street", "streetaddress", "strasse", "straße", "anschrift"],
            ["city"] = ["city", "town", "suburb", "place", "ort", "stadt"],
            ["region"] = ["region", "state", "province", "county", "bundesland", "kanton"],
            ["postcode"] = ["postcode", "postalcode", "zip", "zipcode", "plz", "postleitzahl"],
            ["country"] = ["country", "countrycode", "land"],
            ["birth_date"] = ["birthdate", "dateofbirth", "dob", "birthday", "geburtsdatum"],
            ["industry"] = ["industry", "sector", "branch", "naics", "sic", "branche"],
            ["employee_band"] = ["employeeband", "employees", "companysize", "mitarbeiter", "mitarbeiterzahl"],
            ["created_at"] = ["createdat", "created", "createddate", "signupdate", "registeredat", "registrationdate", "joined", "since", "angelegtam", "kundeseit", "angelegt", "erstellt", "erstelltam"],
            ["updated_at"] = ["updatedat", "updated", "modified", "modifiedat", "lastmodified", "lastmodifieddate", "geaendertam", "geändert", "geaendert", "geändertam", "lastchangeat", "lastchange", "changedat"],
        },
        ["products"] = new()
        {
            ["product_id"] = ["productid", "stockcode", "sku", "itemid", "articleid", "articleno", "productcode", "itemcode", "ean", "id", "artikelnummer", "artikelnr", "materialnummer"],
            ["product_name"] = ["productname", "name", "title", "description", "itemname", "bezeichnung", "artikelbezeichnung", "produktname"],
            ["product_line"] = ["productline", "line", "range", "family", "productfamily", "produktlinie"],
            ["category"] = ["category", "productcategory", "group", "productgroup", "type", "department", "kategorie", "warengruppe"],
            ["brand"] = ["brand", "manufacturer", "make", "marke", "hersteller"],
            ["list_price"] = ["listprice", "price", "retailprice", "rrp", "unitprice", "listenpreis", "preis"],
            ["unit_cost"] = ["unitcost", "cost", "costprice", "purchaseprice", "einkaufspreis", "kosten"],
        },
        ["consents"] = new()
        {
            ["source_record_id"] = ["customerid", "recordid", "contactid", "userid", "kundennummer", "id"],
            ["purpose"] = ["purpose", "consenttype", "consentpurpose", "zweck"],
            ["lawful_basis"] = ["lawfulbasis", "legalbasis", "basis", "rechtsgrundlage"],
            ["granted_at"] = ["grantedat", "granted", "consentdate", "optindate", "optinat"],
            ["expires_at"] = ["expiresat", "expires", "expirydate", "validuntil"],
            ["withdrawn_at"] = ["withdrawnat", "withdrawn", "revokedat", "optoutdate", "optoutat", "widerrufenam"],
        },
        ["survey_answers"] = new()
        {
            ["survey_id"] = ["surveyid", "survey", "questionnaire", "umfrage"],
            ["source_record_id"] = ["customerid", "respondentid", "respondent", "recordid", "userid", "id"],
            ["question_id"] = ["questionid", "question", "itemid", "frage"],
            ["answer_value"] = ["answervalue", "value", "score", "rating", "answer", "antwort"],
            ["answer_text"] = ["answertext", "text", "comment", "verbatim"],
            ["answered_at"] = ["answeredat", "answered", "responsedate", "date", "submittedat", "datum"],
        },
        ["gl_entries"] = new()
        {
            ["entry_id"] = ["entryid", "entryno", "entrynumber", "journalid", "journalline", "glentryid", "id", "buchungsnummer", "buchungsnr"],
            ["posting_date"] = ["postingdate", "posted", "postedat", "bookingdate", "glpostingdate", "buchungsdatum", "date"],
            ["period"] = ["period", "fiscalperiod", "periode"],
            ["account"] = ["account", "glaccount", "accountno", "accountnumber", "konto", "sachkonto"],
            ["account_class"] = ["accountclass", "accounttype"],
            ["amount"] = ["amount", "netamount", "value", "betrag"],
            ["currency"] = ["currency", "currencycode", "waehrung", "währung"],
            ["erp_customer_number"] = ["erpcustomernumber", "customernumber", "customerno", "debtor", "debitor", "kundennummer"],
            ["document_id"] = ["documentid", "documentno", "document", "reference", "belegnummer", "belegnr"],
            ["business_unit"] = ["businessunit", "division", "costcentre", "costcenter", "profitcenter"],
            ["legal_entity"] = ["legalentity", "companycode", "company", "entity", "buchungskreis"],
            ["journal_id"] = ["journalid", "journalno", "journal", "batch"],
            ["entry_text"] = ["entrytext", "postingtext", "buchungstext"],
            ["debit_amount"] = ["debitamount", "debit", "soll"],
            ["credit_amount"] = ["creditamount", "credit", "haben"],
        },
        ["service_costs"] = new()
        {
            ["cost_id"] = ["costid", "costno", "bookingid", "id", "kostennummer", "belegnummer"],
            ["source_record_id"] = ["customerid", "customerno", "customernumber", "recordid", "accountid", "kundennummer", "kundennr"],
            ["cost_type"] = ["costtype", "costkind", "activity", "kostenart"],
            ["amount"] = ["amount", "cost", "costamount", "value", "betrag", "kosten"],
            ["currency"] = ["currency", "currencycode", "waehrung", "währung"],
            ["business_unit"] = ["businessunit", "division", "costcentre", "costcenter", "kostenstelle"],
            ["incurred_at"] = ["incurredat", "incurred", "costdate", "date", "datum"],
        },
        ["support_tickets"] = new()
        {
            ["ticket_id"] = ["ticketid", "ticketno", "ticketnumber", "caseid", "casenumber", "ticket", "id"],
            ["source_record_id"] = ["customerid", "requesterid", "contactid", "recordid", "accountid", "kundennummer"],
            ["opened_at"] = ["openedat", "opened", "createdat", "created", "opendate", "eroeffnetam"],
            ["first_response_at"] = ["firstresponseat", "firstreplyat", "respondedat"],
            ["resolved_at"] = ["resolvedat", "solvedat", "closedat", "resolved", "closed", "geloestam"],
            ["priority"] = ["priority", "severity", "prioritaet"],
            ["channel"] = ["channel", "via", "kanal"],
            ["subject"] = ["subject", "title", "betreff"],
            ["body"] = ["body", "description", "text", "message"],
            ["satisfaction_score"] = ["satisfactionscore", "satisfaction", "csat", "score", "rating"],
        },
        ["segment_plans"] = new()
        {
            ["scheme"] = ["scheme", "segmentation"],
            ["segment_code"] = ["segmentcode", "segment"],
            ["period"] = ["period", "fiscalperiod", "month", "periode"],
            ["line"] = ["line", "planline", "measure", "kpi"],
            ["amount"] = ["amount", "plan", "planamount", "budget", "target", "value", "betrag"],
            ["currency"] = ["currency", "currencycode", "waehrung", "währung"],
        },
        ["exchange_rates"] = new()
        {
            ["currency"] = ["currency", "currencycode", "waehrung", "währung"],
            ["rate_kind"] = ["ratekind", "ratetype", "kursart"],
            ["rate_date"] = ["ratedate", "kursdatum"],
            ["rate"] = ["rate", "exchangerate", "fxrate", "kurs"],
        },
    };

    private static readonly Dictionary<string, string[]> FileWords = new()
    {
        ["order_lines"] = ["order", "sale", "invoice", "transaction", "purchase", "retail", "receipt", "basket", "bestell", "umsatz", "rechnung", "auftrag"],
        ["customers"] = ["customer", "client", "crm", "contact", "account", "member", "user", "people", "person", "kunde"],
        ["products"] = ["product", "item", "sku", "catalog", "article", "artikel", "sortiment"],
        ["consents"] = ["consent", "optin", "permission", "einwilligung"],
        ["survey_answers"] = ["survey", "answer", "response", "nps", "umfrage"],
        ["gl_entries"] = ["ledger", "gl_", "gl-", "journal", "posting", "buchung"],
        ["service_costs"] = ["service_cost", "servicecost", "cost_to_serve", "freight", "kosten"],
        ["support_tickets"] = ["ticket", "support", "case"],
        ["segment_plans"] = ["plan", "budget", "target"],
        ["exchange_rates"] = ["exchange_rate", "exchangerate", "fx", "wechselkurs"],
    };

    /// <summary>How well a column's name says that it is this contract column: 1 the very word, 0 not at all.</summary>
    public static double Likeness(string table, string contractColumn, string name)
    {
        string word = Joined(name);
        string[] words = Words[table].GetValueOrDefault(contractColumn, []);
        int place = Array.IndexOf(words, word);
        if (word == Joined(contractColumn) || place >= 0)
        {
            return 1 - (0.01 * Math.Max(0, place));
        }

        // billing_city is a city, and EmailAddressWork an e-mail address; what is left beside the word makes it less sure.
        string[] parts = [.. WordPattern().Matches(name).Select(match => match.Value.ToLowerInvariant())];
        return Enumerable.Range(1, Math.Max(0, parts.Length - 1))
            .SelectMany(count => new[] { string.Concat(parts[..count]), string.Concat(parts[count..]) })
            .Where(part => words.Contains(part))
            .Select(part => 0.5 + (0.3 * part.Length / word.Length))
            .DefaultIfEmpty(0).Max();
    }

    /// <summary>Whether a file's name speaks of a contract table.</summary>
    public static bool IsNamed(string table, string path) =>
        Path.GetFileName(path).ToLowerInvariant() is var name && FileWords[table].Any(word => name.Contains(word, StringComparison.Ordinal));

    private static string Joined(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));

    /// <summary>The words of a name, however they are joined: order_date, OrderDate, order-date, ORDER DATE.</summary>
    [GeneratedRegex(@"\p{Lu}?[\p{Ll}]+|\p{Lu}+(?![\p{Ll}])|\p{N}+")]
    private static partial Regex WordPattern();
}
