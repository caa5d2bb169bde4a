using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FundPortal.Application.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class OutCounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Transactions_BookedAt_Id",
                table: "Transactions");

            migrationBuilder.AddColumn<long>(
                name: "OutCount",
                table: "DailyTotals",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "RunningOutCount",
                table: "DailyTotals",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            // Quoted: in a script of all migrations the columns are not there yet when the batch is compiled.
            foreach (var statement in FillOutCounts.Statements)
                migrationBuilder.Sql($"EXEC(N'{statement}')");

            migrationBuilder.CreateIndex(
                name: "IX_Transactions_BookedAt_Id_AccountId_AmountMinor",
                table: "Transactions",
                columns: new[] { "BookedAt", "Id", "AccountId", "AmountMinor" },
                descending: new[] { true, true, false, false });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Transactions_BookedAt_Id_AccountId_AmountMinor",
                table: "Transactions");

            migrationBuilder.DropColumn(
                name: "OutCount",
                table: "DailyTotals");

            migrationBuilder.DropColumn(
                name: "RunningOutCount",
                table: "DailyTotals");

            migrationBuilder.CreateIndex(
                name: "IX_Transactions_BookedAt_Id",
                table: "Transactions",
                columns: new[] { "BookedAt", "Id" },
                descending: new bool[0]);
        }
    }
}
