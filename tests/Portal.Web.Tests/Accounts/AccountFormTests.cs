using FundPortal.Application.Accounts;
using FundPortal.Domain.Accounts;
using FundPortal.Web.Accounts;

namespace FundPortal.Web.Tests.Accounts;

/// <summary>The form asks for a code exactly where the use case will.</summary>
public sealed class AccountFormTests
{
    private static readonly ListAccountRecords.Row Row = new(
        Guid.NewGuid(),
        Guid.NewGuid(),
        "North",
        Guid.NewGuid(),
        "First Bank",
        "1001",
        "Main",
        "CNY",
        AccountType.Current,
        AccountStatus.Active,
        null,
        null,
        HasChange: false,
        3
    );

    [Fact]
    public void Another_bank_number_or_bank_code_needs_a_code_and_nothing_else_does()
    {
        foreach (
            var (needs, change) in new (bool, Action<AccountForm>)[]
            {
                (false, _ => { }),
                (false, form => form.Name = "Other"),
                (false, form => form.ShopCode = "SHOP1"),
                (false, form => form.IsClosed = true),
                (false, form => form.Number = " 10 01 "),
                (false, form => form.BankCode = " "),
                (true, form => form.Number = "1002"),
                (true, form => form.BankCode = "102100099996"),
                (true, form => form.Bank = Guid.NewGuid()),
            }
        )
        {
            var form = AccountForm.Of(Row);
            change(form);
            Assert.Equal(needs, form.NeedsCode);
        }
        // What is new has no details yet that somebody could redirect.
        Assert.False(new AccountForm { Number = "1", Bank = Guid.NewGuid() }.NeedsCode);
    }

    [Fact]
    public void The_code_goes_with_the_command()
    {
        var form = AccountForm.Of(Row);
        form.Code = "123456";
        var command = form.ToCommand();
        Assert.Equal((Row.Id, 3, "123456"), (command.Id, command.Version, command.Code));
    }
}
