namespace Segmentation.Jobs.Demo;

/// <summary>First half of the configuration: the company, its sources and who is one customer.</summary>
internal static class ConfigSources
{
    private static readonly string FrancRate = $"{DemoPlaces.FrancRate / 10_000}.{DemoPlaces.FrancRate % 10_000:D4}";

    public static string Text { get; } = $$"""
        # The demo company: a retailer and wholesaler with a CRM and a web shop that know many of the same people.
        # What was planted in its files is told in truth/README.md.
        company: Muster Handel
        currency: EUR

        # One Swiss franc in euros. A line in any other currency goes to quarantine.
        exchange_rates:
          CHF: {{FrancRate}}

        warehouse: warehouse

        # Customers, orders and consents come in files of different shapes, so each is a source of its own; system says
        # whose they are. Ids of the CRM begin with K and ids of the shop with S.
        sources:

          # The CRM writes German columns, semicolons, decimal commas and Latin-1.
          crm:
            files: [crm/customers.csv.gz]
            delimiter: ";"
            encoding: latin-1
            decimal_mark: ","
            timestamp_formats: ["%d.%m.%Y"]
            tables:
              customers:
                columns:
                  source_record_id: Kundennummer
                  party_type: case Art when 'F' then 'company' else 'person' end
                  company_name: Firma
                  given_name: Vorname
                  family_name: Nachname
                  email: '"E-Mail"'
                  phone: Telefon
                  address_line: '"Straße"'
                  postcode: PLZ
                  city: Ort
                  region: Bundesland
                  country: Land
                  birth_date: day(Geburtsdatum)
                  created_at: instant(Angelegt)
                  updated_at: instant("Geändert")
                  # Already JSON: {"loyalty_number":"L12345678"}
                  attributes: Merkmale

          crm_orders:
            system: crm
            files: [orders/crm/*.csv.gz]
            delimiter: ";"
            encoding: latin-1
            decimal_mark: ","
            timestamp_formats: ["%d.%m.%Y %H:%M"]
            tables:
              order_lines:
                columns:
                  order_id: Belegnummer
                  line_number: whole_number(Position)
                  source_record_id: Kundennummer
                  ordered_at: instant(Belegdatum)
                  # RE is Rechnung, an invoice; GU is Gutschrift, a credit note. Any other word is refused.
                  document_type: case Belegart when 'RE' then 'sale' when 'GU' then 'credit' else Belegart end
                  product_id: Artikel
                  quantity: number(Menge)
                  unit_price: number(Einzelpreis)
                  discount_amount: number(Rabatt)
                  line_amount: number(Netto)
                  tax_amount: number(MwSt)
                  cost_amount: number(Wareneinsatz)
                  currency: '"Währung"'
                  channel: Vertriebsweg
                  business_unit: Bereich
                  region: Region

          # The shop writes commas, decimal points and UTF-8. People typed their own addresses.
          shop:
            files: [shop/accounts.csv.gz]
            tables:
              customers:
                columns:
                  source_record_id: account_id
                  party_type: "'person'"
                  given_name: first_name
                  family_name: last_name
                  email: email
                  phone: phone
                  address_line: street
                  postcode: zip
                  city: city
                  country: country
                  birth_date: birth_date
                  created_at: registered_at
                  updated_at: last_change_at
                  attributes: case when loyalty_card <> '' then json_object('loyalty_number', loyalty_card) end

          shop_orders:
            system: shop
            files: [orders/shop/*.csv.gz]
            tables:
              order_lines:
                columns:
                  order_id: order_id
                  line_number: line_no
                  # Empty when a guest bought.
                  source_record_id: account_id
                  ordered_at: placed_at
                  document_type: case doc_type when 'order' then 'sale' when 'credit_note' then 'credit' else doc_type end
                  product_id: sku
                  quantity: qty
                  unit_price: price
                  discount_amount: discount
                  line_amount: total
                  tax_amount: tax
                  cost_amount: cost
                  currency: currency
                  channel: channel
                  business_unit: unit
                  region: ship_region

          products:
            files: [products/products.csv.gz]
            tables:
              products:
                columns:
                  product_id: sku
                  product_name: name
                  product_line: line
                  category: category
                  brand: brand
                  list_price: list_price
                  unit_cost: unit_cost

          # One file for both systems; the first letter of a record's id says whose it is.
          crm_consents:
            system: crm
            files: [consents/consents.csv.gz]
            optional: true
            tables:
              consents:
                where: record_id like 'K%'
                columns:
                  source_record_id: record_id
                  purpose: purpose
                  lawful_basis: basis
                  granted_at: granted_at
                  expires_at: expires_at
                  withdrawn_at: withdrawn_at

          shop_consents:
            system: shop
            files: [consents/consents.csv.gz]
            optional: true
            tables:
              consents:
                where: record_id like 'S%'
                columns:
                  source_record_id: record_id
                  purpose: purpose
                  lawful_basis: basis
                  granted_at: granted_at
                  expires_at: expires_at
                  withdrawn_at: withdrawn_at

          # A survey of needs; the first letter of a record's id says whose it is.
          crm_survey:
            system: crm
            files: [survey/answers.csv.gz]
            optional: true
            tables:
              survey_answers:
                where: record_id like 'K%'
                columns:
                  survey_id: survey
                  source_record_id: record_id
                  question_id: question
                  answer_value: answer
                  answered_at: answered_at

          shop_survey:
            system: shop
            files: [survey/answers.csv.gz]
            optional: true
            tables:
              survey_answers:
                where: record_id like 'S%'
                columns:
                  survey_id: survey
                  source_record_id: record_id
                  question_id: question
                  answer_value: answer
                  answered_at: answered_at

          # One entry per document, before tax, in the document's currency; returns and costs are negative.
          ledger:
            files: [gl/*.csv.gz]
            optional: true
            tables:
              gl_entries:
                columns:
                  entry_id: entry_id
                  posting_date: posting_date
                  period: period
                  account: account
                  account_class: account_class
                  amount: amount
                  currency: currency
                  erp_customer_number: debtor
                  document_id: document
                  business_unit: unit

          # Freight by order; the first letter of a record's id says whose it is, and a guest's has none.
          crm_freight:
            system: crm
            files: [costs/freight.csv.gz]
            optional: true
            tables:
              service_costs:
                where: record_id like 'K%'
                columns:
                  cost_id: cost_id
                  source_record_id: record_id
                  cost_type: type
                  amount: amount
                  incurred_at: incurred_at

          shop_freight:
            system: shop
            files: [costs/freight.csv.gz]
            optional: true
            tables:
              service_costs:
                where: record_id not like 'K%'
                columns:
                  cost_id: cost_id
                  source_record_id: record_id
                  cost_type: type
                  amount: amount
                  incurred_at: incurred_at

          crm_tickets:
            system: crm
            files: [tickets/tickets.csv.gz]
            optional: true
            tables:
              support_tickets:
                where: record_id like 'K%'
                columns:
                  ticket_id: ticket
                  source_record_id: record_id
                  opened_at: opened_at
                  resolved_at: resolved_at
                  priority: priority
                  channel: channel
                  satisfaction_score: score

          shop_tickets:
            system: shop
            files: [tickets/tickets.csv.gz]
            optional: true
            tables:
              support_tickets:
                where: record_id like 'S%'
                columns:
                  ticket_id: ticket
                  source_record_id: record_id
                  opened_at: opened_at
                  resolved_at: resolved_at
                  priority: priority
                  channel: channel
                  satisfaction_score: score

          plan:
            files: [plan/segments.csv.gz]
            optional: true
            tables:
              segment_plans:
                columns:
                  scheme: scheme
                  segment_code: segment
                  period: period
                  line: line
                  amount: amount

        identity:
          rules:
            - on: email
            - on: attributes.loyalty_number
          largest_group: 50
          survivorship:
            # The CRM is kept by staff, so its names and addresses are believed before what people typed.
            given_name: { prefer: [crm, shop] }
            family_name: { prefer: [crm, shop] }
            address_line: { prefer: [crm, shop] }
            party_type: { prefer: [crm, shop] }

        """;
}
