using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FundPortal.Application.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class PaymentLookups : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_Signatures_PaymentId",
                table: "Signatures",
                column: "PaymentId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentCorrections_InstructionId_Id",
                table: "PaymentCorrections",
                columns: new[] { "InstructionId", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Signatures_PaymentId",
                table: "Signatures");

            migrationBuilder.DropIndex(
                name: "IX_PaymentCorrections_InstructionId_Id",
                table: "PaymentCorrections");
        }
    }
}
