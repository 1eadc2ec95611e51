namespace Segmentation.Jobs.Demo;

/// <summary>Second half of the configuration: the company's words and its segmentation schemes.</summary>
internal static class ConfigSchemes
{
    public static string Text { get; } = $$"""
        # The company's words, defined once. Any scheme may use them by name.
        metrics:
          active_customer:
            sql: recency_days <= 90
            description: Ordered in the last 90 days.
            owner: sales
          high_value:
            sql: spend_365d_amount >= 2000
            description: Spent at least 2,000 euros in the last 365 days.
            owner: finance
          churned:
            sql: recency_days > 180
            description: Did not order for more than 180 days.
            owner: sales

        schemes:

          # Recency, frequency and monetary value, cut into quintiles.
          value:
            kind: rfm
            description: How much a customer is worth to us, and how lately.
            owner: finance
            states:
              consent_purpose: segmentation
            rfm:
              recency: recency_days
              frequency: order_count
              monetary: net_spend_amount
            segments:
              - code: CHAMPIONS
                label: Champions
                description: Bought lately, often and for much.
                when: r >= 4 and f >= 4 and m >= 4
              - code: LOYAL
                label: Loyal
                description: Buy often, and not long ago.
                when: f >= 4 and r >= 3
              - code: BIG_SPENDERS
                label: Big spenders
                description: Buy seldom, for much.
                when: m >= 4 and r >= 2
              - code: RECENT
                label: Recent
                description: Bought lately, not yet often.
                when: r >= 4
              - code: AT_RISK
                label: At risk
                description: Were good customers and have gone quiet.
                when: f >= 3 and r <= 2
              - code: LOW_VALUE
                label: Low value
                description: Everyone who is left.

          # Where a customer stands in their life with us.
          lifecycle:
            kind: lifecycle
            description: New, active, at risk, dormant or lost.
            owner: marketing
            states:
              consent_purpose: segmentation
            lifecycle:
              new_days: 40
              active_days: 90
              at_risk_days: 180
              dormant_days: 365
              return_gap_days: 180

          # Rules the board decided on, tried in order.
          policy:
            kind: rules
            description: Which service a customer gets.
            owner: sales
            states:
              consent_purpose: segmentation
            segments:
              - code: KEY
                label: Key customers
                description: Have a contact person of their own.
                when: high_value and active_customer
              - code: RESCUE
                label: To be won back
                description: Called by the contact person they had.
                when: high_value and not active_customer
              - code: BARGAIN
                label: Bargain hunters
                description: Hear of clearance sales only.
                when: discount_share >= 0.2 and not churned
              - code: ACTIVE
                label: Active
                description: Get the monthly catalogue.
                when: active_customer
              - code: CHURNED
                label: Churned
                description: Get one letter a year.
                when: churned
              - code: OTHERS
                label: Others
                description: Everyone who is left.

          # What the data itself shows. As many clusters as groups were planted, to compare with truth/customers.csv.
          behaviour:
            kind: kmeans
            description: How customers buy.
            owner: customer-analytics
            states:
              consent_purpose: segmentation
            kmeans:
              k: {{DemoGroups.BuyingCount}}
              seed: 1
              restarts: 10
              refit_days: 30
              features:
                - { name: recency_days, transform: log1p }
                - { name: order_count, transform: log1p }
                - { name: net_spend_amount, transform: log1p }
                - { name: average_order_amount, transform: log1p }
                - { name: tenure_days, transform: log1p }
                - { name: discount_share, transform: log1p }

          # Who makes how much of the business. The amounts stay for a year, so that a tier means the same each month.
          tiers:
            kind: value_tier
            description: Who makes how much of our net spend.
            owner: finance
            states:
              consent_purpose: segmentation
            value_tier:
              measure: net_spend_amount
              by: share_of_value
              shares: [0.5, 0.8, 0.95]

          # What customers say they need. A third answered; the others are typed by how they buy.
          # What was planted is in truth/needs.csv and truth/loadings.csv.
          needs:
            kind: needs
            description: What customers want from us.
            owner: market-research
            states:
              consent_purpose: segmentation
            needs:
              survey: {{DemoNeeds.Survey}}
              k: {{DemoNeeds.Segments.Count}}
              seed: 1
              refit_days: 30
              fewest_answered: 60
              typing:
                features:
                  - { name: recency_days, transform: log1p }
                  - { name: tenure_days, transform: log1p }
                  - { name: order_count, transform: log1p }
                  - { name: average_order_amount, transform: log1p }
                  - { name: discount_share, transform: log1p }

        # The books. Orders of the shop are posted to one collective debtor.
        finance:
          collective_customers: [WEB]
          tolerance:
            EUR: { amount: 1 }
            CHF: { amount: 1 }
          materiality: 500

        # What segments earn. What the ledger has beyond what is booked to customers is shared out by the driver.
        profit:
          owners: { net_revenue: sales, contribution_margin: finance }
          pools:
            {{CostsPart.Goods}}: { line: cost_of_goods, booked: order_lines, ledger: "account_class = 'cogs'", driver: revenue, owner: purchasing }
            {{CostsPart.Freight}}: { line: cost_to_serve, booked: service_costs, when: "cost_type = 'freight'", ledger: "account = '6740'", driver: orders, owner: logistics }
            {{CostsPart.Support}}: { line: cost_to_serve, ledger: "account = '6020'", driver: tickets, owner: customer-service }
            {{CostsPart.Campaigns}}: { line: marketing, ledger: "account_class = 'marketing'", driver: customers, owner: marketing }

        # What the ERP is told: short codes that never change, and a delta of what changed after every promotion.
        erp:
          categories:
            value: { category: ZVALUE, system: sap_customer_group, customer_source: crm, codes: { CHAMPIONS: A1, LOYAL: A2 } }

        # When a night must stop before anything is published.
        thresholds:
          quarantine_share: 0.05

        """;
}
